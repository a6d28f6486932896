from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from services.actions.settlements import load_national


class Command(BaseCommand):
    help = "Loads the national list of settlements (CSV) beside the municipality's own, and says what has changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="with the columns ekatte and name; postal code and geo if there are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_national(options["file"].read_bytes(), by=None)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for refused in report.refused:
            self.stderr.write(f"Line {refused.line}: {refused.reason}")
        for code in report.gone:
            self.stdout.write(f"? {code} is no longer in the list")
        self.stdout.write(
            f"{len(report.created)} new, {len(report.changed)} changed, {report.unchanged} unchanged, "
            f"{report.own} of our own, {len(report.gone)} gone, {len(report.refused)} refused."
        )
