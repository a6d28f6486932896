import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from services.entries import files


class Command(BaseCommand):
    help = "Writes the whole catalogue to a file (or the standard output): the same catalogue gives the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--format", choices=["yaml", "json"], default="yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        content = files.dump(options["format"])
        if options["file"]:
            options["file"].write_bytes(content)
        else:
            sys.stdout.buffer.write(content)
