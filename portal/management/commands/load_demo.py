"""The generated municipality: accounts, people and two years of applications from a fixed seed."""

from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F
from django.utils import timezone

from casework.tasks import count_processing_times, snapshot_places
from people.models import User
from portal.demo import accounts, history, population, showcase
from portal.demo.town import Town
from portal.demo.writer import Writer
from services.models import Admission, Offer

SEED = 2026
SIZES = {"S": (300, 500), "M": (10_000, 20_000), "L": (150_000, 1_000_000)}
BATCH = 2_000


class Command(BaseCommand):
    help = "Fills an empty database with the demo's municipality."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", default="S", choices=sorted(SIZES))
        parser.add_argument("--persons", type=int)
        parser.add_argument("--cases", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are accounts already; the demo is loaded into an empty database only.")
        persons, cases = SIZES[options["size"]]
        random = Random(SEED)  # noqa: S311 - a seeded demo, nothing secret
        accounts.create()
        # A larger town has more places.
        Offer.objects.update(capacity=F("capacity") * max(1, (options["cases"] or cases) // 500))
        Admission.objects.update(quota=F("quota") * max(1, (options["cases"] or cases) // 500))
        people = population.populate(random, options["persons"] or persons)
        town = Town(timezone.now())
        planned = history.asked(random, town, people, options["cases"] or cases)
        for start in range(0, len(planned), BATCH):
            history.write(random, town, planned[start : start + BATCH], Writer())
        town.keep_counters()
        showcase.show()
        snapshot_places()
        count_processing_times()
