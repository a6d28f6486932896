"""„Докъде съм стигнал?“: a person's place on the list in words that hide nothing and promise nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import waiting_list
from casework.models import Case, WaitingEntry, WaitingMove, WaitingTime, WhyMoved
from services.models import PlaceSnapshot, Service

MEANWHILE = 3
# A count of free places older than this is not told.
FRESH = timedelta(hours=24)
TO_PERSON = {
    WhyMoved.ENTERED: gettext_lazy("you came to the list"),
    WhyMoved.FACTS: gettext_lazy("your turn was counted anew, because what we know of your needs has changed"),
    WhyMoved.RULES: gettext_lazy("your turn was counted anew, because the rules have changed"),
    WhyMoved.BY_HAND: gettext_lazy("your turn was changed by a decision of the head of the unit"),
}


class Meanwhile(NamedTuple):
    service: Service
    free: int


class Honest(NamedTuple):
    """`expected`: empty where too few waits have ended to say anything."""

    words: str
    since: str
    reasons: list[str]
    moved: str
    moved_on: str
    expected: str
    of_how_many: int
    meanwhile: list[Meanwhile]


def honest_view(case: Case) -> Honest | None:
    """None for who does not wait; seven queries."""
    entry = WaitingEntry.objects.open().filter(case=case).first()
    if entry is None:
        return None
    place = waiting_list.place_of(entry, to_person=True)
    moved = WaitingMove.objects.filter(entry=entry).order_by("-pk").first()
    usual = WaitingTime.objects.filter(service=entry.service_id).first()
    return Honest(
        place.words,
        waiting_list.waiting_since(entry),
        place.reasons,
        str(TO_PERSON.get(WhyMoved(moved.why), "")) if moved else "",
        date_format(timezone.localdate(moved.at)) if moved else "",
        expected_in_words(usual),
        usual.people if usual else 0,
        meanwhile(case),
    )


def expected_in_words(usual: WaitingTime | None) -> str:
    if usual is None:
        return ""
    if usual.most < 60:
        return _("between %(least)s and %(most)s days") % {"least": usual.least, "most": usual.most}
    least, most = round(usual.least / 30), round(usual.most / 30)
    return _("between %(least)s and %(most)s months") % {"least": least, "most": most}


def meanwhile(case: Case) -> list[Meanwhile]:
    """Other services for the same need and the same people with a free place now, which were not asked for already."""
    mine = Service.objects.filter(pk=case.service_id)
    counted = PlaceSnapshot.objects.filter(taken_at__gte=timezone.now() - FRESH, free__gt=0)
    asked = Case.objects.filter(beneficiary=case.beneficiary_id, service=OuterRef("pk"))
    near = Service.objects.in_force(timezone.localdate()).filter(is_published=True, emergency=False)
    near = near.filter(needs__in=mine.values("needs"), target_groups__in=mine.values("target_groups"))
    free = near.filter(Exists(counted.filter(offer__service=OuterRef("pk")))).exclude(Exists(asked))
    rows = free.exclude(pk=case.service_id).annotate(alike=Count("needs", distinct=True)).order_by("-alike", "position")
    found = [service for service in rows[: MEANWHILE * 2] if not service.is_protected][:MEANWHILE]
    places: dict[int, int] = {}
    for service_id, number in counted.filter(offer__service__in=found).values_list("offer__service", "free"):
        places[service_id] = places.get(service_id, 0) + number
    return [Meanwhile(service, places[service.pk]) for service in found]


def ended_waits(year_ago: object, now: object) -> Q:
    """Who waited and was offered a place in that time; before the outcome was noted: who was placed."""
    offered = Q(ended_as="offered") | Q(ended_as="", case__placement__isnull=False)
    return offered & Q(ended_at__gt=year_ago, ended_at__lte=now)
