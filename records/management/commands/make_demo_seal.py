from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from records import seal


class Command(BaseCommand):
    help = "Makes the demo's own sealing certificate where there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Production needs a qualified certificate, not one made here.")
        if not settings.SEAL_P12.exists():
            seal.make_certificate(settings.SEAL_P12, settings.SEAL_PASSPHRASE, settings.MUNICIPALITY["name_bg"])
