from typing import Any

from django.core.management.base import BaseCommand

from records import erasure


class Command(BaseCommand):
    help = "After a database was restored and before anything opens: shreds again the keys that the ledger names."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{erasure.replay()} keys shredded again.")
