"""A catalogue of thousands: variants of the shipped services, with their words, needs, groups and offers. Seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection

from people.models import Organisation, Settlement
from services import indexing, version
from services.models import Offer, Service

WHO = (
    "за хора над 80 години", "за деца до 7 години", "за младежи", "за самотни хора", "за семейства с три и повече деца",
    "за хора с деменция", "за хора със зрителни увреждания", "за хора с увреден слух", "за бежанци", "за бъдещи майки",
)  # fmt: skip
HOW = (
    "Работи и в почивните дни.", "Приема и вечер до 20 часа.", "Обслужва и околните села.", "Идваме и в дома.",
    "Има асансьор и рампа.", "Говорим и турски, и ромски.", "С безплатен превоз.", "Помага и психолог.",
    "Провежда се на групи до осем души.", "Без такса за хора с ниски доходи.", "Записване по телефона.",
)  # fmt: skip
CALLED = (
    "Слънце", "Надежда", "Дъга", "Липа", "Здравец", "Детелина", "Бреза", "Искра", "Теменуга", "Калина", "Росица",
    "Морава", "Люляк", "Ралица", "Вяра", "Светлина", "Зорница", "Кокиче", "Явор", "Бор", "Лотос", "Синева",
)  # fmt: skip
STREETS = ("North", "South", "Old town", "Station", "River", "Hill", "Garden", "Market", "Mill", "Bridge")
SYLLABLES = ("бе", "ло", "ре", "чи", "ка", "ми", "ро", "ва", "до", "ня", "ста", "ков", "гра", "дец", "ци", "по", "ля")


def make(count: int, seed: int = 7) -> None:
    """Up to `count` published services in all; the shipped ones stay as they are."""
    chance = random.Random(seed)
    shipped = list(Service.objects.order_by("position").prefetch_related("needs", "target_groups")[:40])
    already = Service.objects.count()
    rows = (_variant(chance, shipped[number % 40], number) for number in range(already, count))
    while batch := list(islice(rows, 1000)):
        made = Service.objects.bulk_create([service for service, _model in batch])
        _link(Service.needs.through, "need_id", batch, made)
        _link(Service.target_groups.through, "targetgroup_id", batch, made)
    _offers(chance)
    indexing.reindex(
        "service", list(Service.objects.exclude(slug__in=[s.slug for s in shipped]).values_list("slug", flat=True))
    )
    indexing.count_words()
    version.bump()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _variant(chance: random.Random, model: Service, number: int) -> tuple[Service, Service]:
    place = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
    who, how = chance.choice(WHO), " ".join(chance.sample(HOW, 2))
    values = {field.attname: getattr(model, field.attname) for field in Service._meta.concrete_fields}
    del values["id"]
    return Service(
        **{
            **values,
            "slug": f"{model.slug[:40]}-{number}",
            "name_bg": f"{model.name_bg} „{chance.choice(CALLED)}“ – {place}"[:200],
            "name_en": f"{model.name_en} – {chance.choice(STREETS)}"[:200],
            "summary_bg": f"{model.summary_bg} {who.capitalize()}. {how}",
            "aliases_bg": chance.sample(model.aliases_bg, len(model.aliases_bg) // 2),
            "aliases_en": chance.sample(model.aliases_en, len(model.aliases_en) // 2),
            "position": 100 + number,
        }
    ), model  # fmt: skip


def _link(through: Any, column: str, batch: list[tuple[Service, Service]], made: list[Service]) -> None:
    name = "needs" if column == "need_id" else "target_groups"
    through.objects.bulk_create(
        through(service_id=service.pk, **{column: target.pk})
        for service, (_row, model) in zip(made, batch, strict=True)
        for target in getattr(model, name).all()
    )


def _offers(chance: random.Random) -> None:
    provider = Organisation.objects.filter(kind="provider", is_secret=False).first()
    places = list(Settlement.objects.local())
    assert provider is not None
    wanted = Service.objects.filter(offers__isnull=True, emergency=False)
    Offer.objects.bulk_create(_each_offer(chance, wanted.order_by("pk"), provider, places), batch_size=1000)


def _each_offer(chance: random.Random, services: Any, provider: Any, places: list[Any]) -> Iterator[Offer]:
    for service in services:
        place = chance.choice(places)
        yield Offer(
            slug=f"offer-{service.slug}"[:110], service=service, provider=provider, settlement=place,
            site_bg=place.name_bg, site_en=place.name_en, capacity=chance.randint(5, 60), valid_from=date(2026, 1, 1),
        )  # fmt: skip
