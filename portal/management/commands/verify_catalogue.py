from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from services.actions.drift import record
from services.entries import drift


class Command(BaseCommand):
    help = "Compares every entry of the catalogue with its last revision and lists what was changed from outside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--record", action="store_true", help="append a revision with what is there now")

    def handle(self, *args: Any, **options: Any) -> None:
        found = record(by=None) if options["record"] else list(drift.find())
        for row in found:
            self.stdout.write(f"{row.kind} {row.slug}")
            for difference in row.differences:
                self.stdout.write(f"  {difference.label}: {difference.before} → {difference.after}")
        if found and not options["record"]:
            raise CommandError(
                f"{len(found)} entries were changed from outside. --record writes it into their history."
            )
        self.stdout.write(f"{len(found)} entries were changed from outside.")
