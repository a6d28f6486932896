from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from records import audit


class Command(BaseCommand):
    help = "Checks the hash chain over the audit: `manage.py audit verify`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        faults = audit.faults(_known_heads())
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("The audit is whole.")


def _known_heads() -> list[tuple[int, str]]:
    if not settings.AUDIT_HEADS.exists():
        return []
    lines = settings.AUDIT_HEADS.read_text().split("\n")
    return [(int(line.split()[0]), line.split()[1]) for line in lines if line]
