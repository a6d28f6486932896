from typing import Any

from django.core.management.base import BaseCommand

from services.exports import store


class Command(BaseCommand):
    help = "Makes the files of open data that are older than the catalogue."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in store.make_due():
            if options["verbosity"] > 0:
                self.stdout.write(name)
