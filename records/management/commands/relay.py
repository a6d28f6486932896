from typing import Any

from django.core.management.base import BaseCommand

from records.relay import Relay


class Command(BaseCommand):
    help = "Publishes due messages and documents to the workers, until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        Relay().run()
