"""`manage.py check` also asks whether the calendar of the year was confirmed."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.check import Command as Check

from portal import starting


class Command(Check):
    def handle(self, *labels: Any, **options: Any) -> None:
        super().handle(*labels, **options)
        missing = starting.missing_years()
        if missing:
            raise CommandError("\n".join(starting.sentence(year) for year in missing))
