"""Everything that must be there before the demo's processes start. May run again and again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from records import calendars
from services.actions import editions
from services.models import Edition


class Command(BaseCommand):
    help = "Brings the demo's database, seal and static files up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", default="S")
        parser.add_argument("--persons", type=int)
        parser.add_argument("--cases", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only the demo is prepared like this.")
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
        call_command("load_catalogue", verbosity=0)
        call_command("make_demo_seal", verbosity=0)
        for year in calendars.years_wanted(timezone.localdate()):
            calendars.confirm(year, by=None)
        self._load_municipality(**{name: options[name] for name in ("size", "persons", "cases")})
        self._ask_for_a_handbook()
        call_command("make_exports", verbosity=0)

    def _load_municipality(self, size: str, persons: int | None, cases: int | None) -> None:
        """Once a database: the note of its size stands beside the data, and is written last."""
        note = settings.VAR_DIR / "demo-size"
        if note.exists():
            self._mention(note.read_text(), size)
            return
        call_command("load_demo", size=size, persons=persons, cases=cases, verbosity=0)
        note.write_text(size)

    @staticmethod
    def _ask_for_a_handbook() -> None:
        """In both languages. Rows alone: the worker makes them once it runs."""
        if not Edition.objects.exists():
            for language in ("bg", "en"):
                editions.request(Edition.Audience.CITIZEN, language, by=None)

    def _mention(self, loaded: str, asked: str) -> None:
        if loaded != asked:
            self.stdout.write(f"The municipality of size {loaded} is kept. Delete var/ to make one of {asked}.")
