from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

import applications.reference
import casework.reference
import people.reference
from services import catalogue
from services.actions.entries import Report
from services.entries.files import BrokenFile


class Command(BaseCommand):
    help = "Loads or refreshes the catalogue: the given files, or the demo municipality's, and says what has changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML or JSON, as export_catalogue writes it")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        given: list[Path] = options["files"]
        try:
            report = catalogue.load([path.read_bytes() for path in given or catalogue.shipped()])
        except OSError as error:
            raise CommandError(str(error)) from error
        except BrokenFile as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        if not given:
            people.reference.load()
            applications.reference.load()
            casework.reference.load()
        if options["verbosity"] > 0:
            self._tell(report)

    def _tell(self, report: Report) -> None:
        for kind, slug in report.created:
            self.stdout.write(f"+ {kind} {slug}")
        for kind, slug, names in report.changed:
            self.stdout.write(f"~ {kind} {slug}: {', '.join(names)}")
        self.stdout.write(f"{len(report.created)} new, {len(report.changed)} changed, {report.unchanged} unchanged.")
