"""The ledger of unmet need over the two years of the demo: what was heard, and what cases left behind."""

from datetime import datetime, timedelta
from random import Random

from casework.models import Case, Decision, Shortfall, ShortfallKind, ShortfallSource, WaitingEntry
from casework.models.need import AgeGroup, age_group_of
from casework.routing import unit_for, unit_of_place
from people.models import Settlement, User
from records import audit
from services.models import Need, Service

SEED = 44
MOST = 5_000
DAYS = 700
TOLD = 180
ASKED = ("home-patronage", "assistant-support", "day-centre-elderly", "hot-lunch", "home-elderly")


def show(users: dict[str, User], now: datetime) -> None:
    rows = [*_waiting(), *_refused(), *_told(Random(SEED), users["clerk"], now)]  # noqa: S311 - a seeded demo
    Shortfall.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)


def _of_case(case: Case, kind: str, source: str, at: datetime) -> Shortfall:
    return Shortfall(
        at=at, kind=kind, source=source, service_id=case.service_id, settlement_id=case.settlement_id,
        unit_id=case.unit_id, case_uid=case.uid, age_group=age_group_of(case.beneficiary.birth_year, at.year),
        once=f"{kind}:{source}:{case.uid}:", **audit.who(None),
    )  # fmt: skip


def _waiting() -> list[Shortfall]:
    entries = WaitingEntry.objects.select_related("case__beneficiary").order_by("pk")[:MOST]
    return [
        _of_case(entry.case, ShortfallKind.NO_PLACE, ShortfallSource.WAITING_LIST, entry.since) for entry in entries
    ]


def _refused() -> list[Shortfall]:
    decisions = Decision.objects.filter(outcome="refusal", published_at__isnull=False)
    found = []
    for decision in decisions.select_related("case__beneficiary").prefetch_related("reasons").order_by("pk")[:MOST]:
        assert decision.published_at is not None
        row = _of_case(decision.case, ShortfallKind.DECLINED, ShortfallSource.REFUSAL, decision.published_at)
        row.reason = next(iter(decision.reasons.all()), None)
        found.append(row)
    return found


def _told(random: Random, clerk: User, now: datetime) -> list[Shortfall]:
    services = list(Service.objects.filter(slug__in=ASKED).order_by("slug"))
    needs = list(Need.objects.order_by("position"))
    places = list(Settlement.objects.local().order_by("pk"))
    return [_heard(random, number, services, needs, places, clerk, now) for number in range(TOLD)]


def _heard(
    random: Random, number: int, services: list[Service], needs: list[Need], places: list[Settlement], clerk: User,
    now: datetime,
) -> Shortfall:  # fmt: skip
    kind = random.choice((ShortfallKind.NO_PLACE, ShortfallKind.NO_PLACE, ShortfallKind.NO_SERVICE))
    place, age = random.choice(places[:6]), random.choice((AgeGroup.OLD, AgeGroup.OLD, AgeGroup.ADULT, AgeGroup.CHILD))
    service = None if kind == ShortfallKind.NO_SERVICE else random.choice(services)
    return Shortfall(
        at=now - timedelta(days=random.randint(0, DAYS), hours=random.randint(0, 5)),
        kind=kind,
        source=random.choice((ShortfallSource.COUNTER, ShortfallSource.PHONE, ShortfallSource.VISIT)),
        service=service,
        need=None if service else random.choice(needs),
        settlement=place,
        age_group=age,
        unit=unit_for(service, place) if service else unit_of_place(place),
        once=f"demo:{number}",
        **audit.who(clerk),
    )
