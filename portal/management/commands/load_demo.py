"""The generated municipality: accounts, people and two years of applications from a fixed seed."""

from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from casework.tasks import count_figures, count_processing_times, snapshot_places
from people.models import User
from portal.demo import accounts, analysed, history, population, showcase, unmet, waits
from portal.demo.copies import Copies
from portal.demo.town import Town
from portal.demo.writer import Writer
from services.models import Admission, Offer

SEED = 2026
SIZES = {"S": (300, 500), "M": (10_000, 20_000), "L": (150_000, 1_000_000)}
BATCH = 2_000
# Above so many applications the history of the first ones is written over and over, with other people.
POOL, SHARE = 20_000, 4_000


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
        persons, cases = options["persons"] or persons, options["cases"] or cases
        if cases <= POOL:
            with transaction.atomic():
                self._history(persons, cases)
                self._showcase()
            return
        with transaction.atomic():
            self._history(persons, round(cases / (cases // SHARE)))
        with transaction.atomic(using="owner"):
            Copies().write(cases // SHARE - 1)
        connections["owner"].close()
        with transaction.atomic():
            self._showcase()

    def _history(self, persons: int, cases: int) -> None:
        random = Random(SEED)  # noqa: S311 - a seeded demo, nothing secret
        accounts.create()
        # A larger town has more places.
        Offer.objects.update(capacity=F("capacity") * max(1, cases // 500))
        Admission.objects.update(quota=F("quota") * max(1, cases // 500))
        people = population.populate(random, persons)
        waits.make_scarce()
        town = Town(timezone.now())
        planned = history.asked(random, town, people, cases)
        for start in range(0, len(planned), BATCH):
            history.write(random, town, planned[start : start + BATCH], Writer())
        town.fill()
        town.keep_counters()

    @staticmethod
    def _showcase() -> None:
        showcase.show()
        users = {user.email.partition("@")[0]: user for user in User.objects.all()}
        unmet.show(users, timezone.now())
        snapshot_places()
        count_processing_times()
        count_figures()
        analysed.show(users)
