from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from records import calendars


class Command(BaseCommand):
    help = "Confirms the calendar of working days of a year, after somebody has looked through it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        row = calendars.confirm(options["year"], by=None)
        self.stdout.write(f"{row.year}: confirmed {row.confirmed_at:%d.%m.%Y} by {row.actor_label}")
