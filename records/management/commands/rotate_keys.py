from typing import Any

from django.core.management.base import BaseCommand

from records import erasure


class Command(BaseCommand):
    help = "Wraps every data key under KEK_CURRENT. May be stopped and started again."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        while count := erasure.rewrap():
            done += count
        self.stdout.write(f"{done} keys wrapped anew.")
