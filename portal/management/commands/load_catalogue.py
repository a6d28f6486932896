from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

import casework.reference
import services.catalogue
import services.formschema.reference


class Command(BaseCommand):
    help = "Loads or refreshes the reference data: services, forms, rules, templates, the town."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        services.catalogue.load()
        services.formschema.reference.load()
        casework.reference.load()
