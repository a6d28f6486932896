"""Lists of the provider's desk."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from casework import attendance
from casework.actions import individual, papers
from casework.models import (
    Assessment,
    Attendance,
    Case,
    Contract,
    Domain,
    PlaceHold,
    Placement,
    Plan,
    ProviderMessage,
    ProviderSide,
    SignedPaper,
    UseChange,
    UsePart,
    UseStatus,
)
from casework.models.assessing import LEVELS
from casework.models.place import HoldStatus
from casework.models.plan import SERVED
from casework.using import SOON, Wish, wishes_in
from people.models import Organisation, User
from people.roles import Role
from records.models import Document
from services.models import Offer, PlannedCapacity

SHOWN, PAGE, MONTHS, REVIEW_SOON, MOST_DIGITS = 100, 50, 3, 30, 19


def asked_for(user: User) -> list[PlaceHold]:
    """Places that wait for the provider's answer, the most urgent first."""
    rows = PlaceHold.objects.visible_to(user).filter(status=HoldStatus.HELD).order_by("held_until", "pk")
    return list(rows.select_related("case__service", "case__beneficiary")[:SHOWN])


def served_page(user: User, today: date, after: str) -> tuple[list[Any], str]:
    """Confirmed and used places, newest first, those before the key; and the key of the next page.

    `news`: unread words of the officers; `asks_start`: the provider has to say whether the help has begun.
    """
    begun = Placement.objects.awaiting_word(today).filter(hold=OuterRef("pk"), provider_said="")
    words = ProviderMessage.objects.filter(case=OuterRef("case")).unread(ProviderSide.OFFICE)
    rows = PlaceHold.objects.visible_to(user).filter(status__in=SERVED).annotate(
        # No „exists“: the plan would gather every start of the town first.
        asks_start=Subquery(begun.values("pk")[:1]),
        news=Coalesce(Subquery(words.order_by().values("case").annotate(number=Count("pk")).values("number")), 0),
    )  # fmt: skip
    if after.isdecimal() and len(after) < MOST_DIGITS:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk").select_related("case__service", "case__beneficiary")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


class OfferLine(NamedTuple):
    """An offer, what is free for somebody who comes today and stays, and the last month: used of planned."""

    offer: Offer
    free: int
    month: date
    used: int | None
    planned: int | None


def offers_of(user: User, today: date) -> list[OfferLine]:
    """One query."""
    last = attendance.before(today.replace(day=1))
    held = PlaceHold.objects.filter(offer=OuterRef("pk")).touching(today, None).order_by().values("offer")
    plans = PlannedCapacity.objects.filter(offer=OuterRef("pk"), carried_out_at=None).order_by().values("offer")
    month = Attendance.objects.filter(placement__offer=OuterRef("pk"), month=last).order_by().values("placement__offer")
    rows = Offer.objects.kept_by(user).select_related("service").annotate(
        given=Coalesce(Subquery(held.annotate(number=Sum("amount")).values("number")), 0),
        least=Subquery(plans.annotate(number=Min("amount")).values("number")),
        used_units=Subquery(month.annotate(number=Sum("used")).values("number")),
        planned_units=Subquery(month.annotate(number=Sum("planned")).values("number")),
    )  # fmt: skip
    return [OfferLine(row, _free(row), last, row.used_units, row.planned_units) for row in rows]


def _free(row: Any) -> int:
    least: int = row.capacity if row.least is None else min(row.capacity, row.least)
    return max(0, least - row.given)


def wishes_for(user: User, today: date) -> tuple[list[Wish], list[Wish]]:
    """What people who use its help have asked for and nobody has answered, oldest first; and confirmed pauses that
    touch the next days, by their first day. Two queries."""
    soon = UseChange.objects.pauses_between(today, today + timedelta(days=SOON)).filter(status=UseStatus.CONFIRMED)
    rows = UseChange.objects.referred_to(user).filter(Q(status=UseStatus.ASKED) | Q(pk__in=soon.values("pk")))
    changes = list(rows.with_case().order_by("starts_on", "id")[: 2 * SHOWN])
    parts = list(UsePart.objects.filter(service__in={change.case.service_id for change in changes}))
    wishes = [
        wishes_in([change], [part for part in parts if part.service_id == change.case.service_id], today)[0]
        for change in changes
    ]
    asked = [wish for wish in wishes if wish.change.status == UseStatus.ASKED]
    stopped = [wish for wish in wishes if wish.change.status != UseStatus.ASKED]
    return sorted(asked, key=lambda wish: wish.change.pk), stopped


def reviews_of(user: User, today: date) -> list[Any]:
    """Plans that are late or to be looked at again in the next days, the most urgent first; `hold_uid` leads to the
    person. One query."""
    held = PlaceHold.objects.running().filter(case=OuterRef("case"), offer__provider=OuterRef("provider"))
    rows = Plan.objects.of_provider(user).in_force().filter(review_on__lte=today + timedelta(days=REVIEW_SOON))
    people = rows.annotate(hold_uid=Subquery(held.values("uid")[:1])).select_related("case__beneficiary")
    return list(people.defer("content").order_by("review_on", "pk")[:SHOWN])


def needs_of(assessment: Assessment | None) -> list[tuple[str, str]]:
    """(domain, level) in words, of what the person agreed to tell: where help is needed and how much."""
    codes = assessment.need_codes if assessment and assessment.finished_at else {}
    levels = dict(LEVELS)
    order = list(Domain.values)
    rows = sorted(codes.items(), key=lambda row: (-int(row[1]), order.index(row[0])))  # where most is needed, first
    return [(str(Domain(name).label), str(levels[code])) for name, code in rows if code != "0"]


class Proof(NamedTuple):
    """The preliminary assessment that proves the referral: its version, its day, the day of the signature on paper."""

    version: int
    held_on: date
    signed_on: date | None


def proof_of(hold: PlaceHold) -> Proof:
    """One query. The paper itself stays with the municipality."""
    signed = SignedPaper.objects.standing().filter(assessment=OuterRef("pk")).values("signed_on")[:1]
    rows = Assessment.objects.filter(pk=hold.referral.assessment_id).annotate(signed=Subquery(signed))
    return Proof(*rows.values_list("version", "held_on", "signed").get())


def served_of(hold: PlaceHold) -> dict[str, Any]:
    """What the provider writes of the person once the place is confirmed, and until when."""
    if hold.status not in SERVED:
        return {"due_on": None, "assessed": [], "plan": None, "papers": [], "months": []}
    provider = hold.offer.provider_id
    assessed = hold.case.individual_assessments.finished().filter(provider=provider).order_by("-version")
    plan = hold.case.plans.standing().filter(provider=provider)
    return {
        "due_on": individual.due_on(hold),
        "assessed": list(assessed.only("version", "held_on")),
        "plan": plan.only("version", "review_on", "answer", "document_uid").first(),
        "papers": _papers_of(hold),
        "months": list(Attendance.objects.filter(placement__hold=hold).order_by("-month")[:MONTHS]),
    }


def _papers_of(hold: PlaceHold) -> list[str]:
    """Kinds of papers that the provider may take: the referral to it, and the contract that it wrote. Two queries."""
    contract = Contract.objects.filter(case=hold.case, provider=hold.offer.provider_id, document_uid__isnull=False)
    found = {papers.REFERRAL: Document.objects.of(hold.referral.uid, papers.REFERRAL), "contract": contract}
    return [kind for kind, rows in found.items() if rows.exists()]


def own_offer(user: User, uid: UUID) -> Offer:
    """One of the provider's offers. Raises Http404 for another's."""
    mine = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
    return get_object_or_404(Offer.objects.filter(provider__in=mine).select_related("service"), uid=uid)


class Said(NamedTuple):
    """A message of the talk of provider and officer."""

    message: ProviderMessage
    who: str
    text: str
    is_mine: bool
    may_be_shared: bool


class ProviderTalk(NamedTuple):
    said: list[Said]
    unread: int


def talk_with(case: Case, provider: Organisation, side: ProviderSide) -> ProviderTalk:
    """One query; the messages lie under the key of the case."""
    rows = list(ProviderMessage.objects.of(case, provider).select_related("author"))
    for row in rows:
        row.data_key = case.data_key
    said = [
        Said(
            row, row.author.name, row.text or "", row.side == side,
            side == ProviderSide.OFFICE and row.side == ProviderSide.PROVIDER and row.shared_at is None,
        )
        for row in rows
    ]  # fmt: skip
    return ProviderTalk(said, sum(row.side != side and row.read_at is None for row in rows))
