"""Another provider of the same help: the place that is used stays until the help has begun at the next one.

All the while the case „uses the service“. The place that is to follow is held, answered, taken and lost by the chain of
`places`; where it comes to nothing, nothing has changed. Locks in their order: the case first.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from casework import deadlines, notices
from casework.actions import leaving, papers, places, plans
from casework.disclosing import agree
from casework.models import Case, CaseStatus, PlaceHold, Placement, Referral, UseChange, UseKind
from casework.models.place import HoldStatus
from casework.telling import names, tell, tell_officer
from people.models import User
from people.roles import Role
from records.workflow import WrongStatus, move
from services.models import Offer


def others_of(case: Case) -> list[Offer]:
    """Where the person could go instead; none where nobody is to know who helps. One query."""
    if case.service.is_protected:
        return []
    used = case.holds.running().values("offer")
    return list(others_than(used, case.service_id, timezone.localdate()).select_related("provider"))


def others_than(used: Any, service: int, day: date) -> QuerySet[Offer]:
    """Offers of the service that may be told of, without the used ones (keys; also an OuterRef of one)."""
    rows = Offer.objects.in_the_open().open_on(day).filter(service=service)
    return rows.exclude(pk__in=used) if isinstance(used, QuerySet) else rows.exclude(pk=used)


def chosen_of(change: UseChange) -> list[Offer]:
    """The offers of a request for another provider, in the person's order."""
    if change.kind != UseKind.TRANSFER:
        return []
    rows = {str(row.uid): row for row in Offer.objects.filter(uid__in=change.parts).select_related("provider")}
    return [rows[uid] for uid in change.parts if uid in rows]


def begin(change: UseChange, *, by: User) -> None:
    """The officer agreed: a referral to those whom the person chose, and the first with a free place is asked.

    In the transaction and under the lock of the case of whoever calls.
    """
    case = Case.objects.with_parts().get(pk=change.case_id)
    used = case.holds.running().filter(status=HoldStatus.TAKEN).first()
    if used is None:
        raise WrongStatus("confirm", case.status)
    offers = {str(offer.uid): offer for offer in Offer.objects.filter(uid__in=change.parts).select_related("provider")}
    chosen = [offers[uid] for uid in change.parts if uid in offers]
    referral = Referral.objects.create(
        case=case, assessment=case.assessments.finished().latest("version"), made_at=timezone.now(), made_by=by,
        consented_at=change.asked_at, preferred_offers=[str(offer.uid) for offer in chosen], amount=used.amount,
        starts_on=change.starts_on,
        ends_on=used.ends_on if used.ends_on and used.ends_on >= change.starts_on else None,
    )  # fmt: skip
    agree(referral, [offer.provider for offer in chosen], by=by)
    papers.referral(referral, case, by=by)
    places.offer_next(case, by=by)


@transaction.atomic
def accept(case: Case, *, by: User) -> None:
    """The person says yes to the next place; they stay where they are until it has begun there."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not case.holds.coming().for_the_person().exists():
        raise WrongStatus("accept_next_place", case.status)
    move(case, "accept_next_place", by=by)
    places.take_place(case, by=by)


@transaction.atomic
def stay(case: Case, *, by: User) -> None:
    """The person stays where they are after all."""
    locked = Case.objects.with_parts().select_for_update(of=("self",)).get(pk=case.pk)
    change = locked.use_changes.transfers().first()
    if change is None:
        raise WrongStatus("cancel", locked.status)
    move(change, "cancel", by=by)
    drop(locked, by=by)
    context = {**names(locked.service), "number": change.number}
    tell(locked, notices.USE_CANCELLED, context, by=by, key=str(change.uid))


def drop(case: Case, *, by: User | None) -> None:
    """The place that was to follow is somebody else's, if there is one. Under the lock of the case."""
    for held in case.holds.coming().select_related("offer"):
        placement = Placement.objects.filter(hold=held)
        placement.filter(attendance=None).delete()
        placement.update(ends_on=timezone.localdate())
        move(held, "release", by=by)
        deadlines.meet(case, timezone.localdate(), places.HOLD)
        move(case, "lose_next_place", by=by, public_facts={"offer": str(held.offer.uid)})
        leaving.close(case, held, leaving.NOT_BEGUN, on=timezone.localdate(), by=by)


def end_search(case: Case) -> None:
    """The help ends, so no other provider of it is needed. Before the case is closed, under its lock."""
    for change in case.use_changes.filter(kind=UseKind.TRANSFER).standing():
        move(change, "cancel", by=None)
    drop(case, by=None)


def finish(case: Case, placement: Placement) -> None:
    """The help has begun at the next provider, so it ended at the former one the day before: in one transaction."""
    former = (
        case.holds.running().filter(status=HoldStatus.TAKEN).select_related("offer__provider", "offer__service").get()
    )
    begun = placement.started_on or placement.starts_on
    before = Placement.objects.get(hold=former)
    before.ends_on = max(begun - timedelta(days=1), before.starts_on)
    before.save(update_fields=["ends_on"])
    move(former, "release", by=None)
    PlaceHold.objects.filter(pk=placement.hold_id).update(is_coming=False)
    move(case, "change_provider", by=None, public_facts={"on": begun.isoformat(), "from": str(former.offer.uid)})
    leaving.close(case, former, leaving.MOVED, on=before.ends_on, by=None)
    plans.begin(case)
    for change in case.use_changes.transfers():
        move(change, "carry_out", by=None)
    _tell_former(case, former, before)


def _tell_former(case: Case, former: PlaceHold, before: Placement) -> None:
    """The number of the case, which the provider has in its papers; no name."""
    provider = former.offer.provider
    context = {**names(former.offer.service), "number": case.number, "left_on": f"{before.ends_on:%d.%m.%Y}"}
    for manager in User.objects.holding([Role.PROVIDER_MANAGER], provider.pk):
        key = f"{notices.MOVED_ON.kind}:{former.uid}:{manager.uid}"
        tell_officer(manager, notices.MOVED_ON, context, about=provider, by=None, key=key)


# What the place that was to follow has come to, as steps of a case without another place.
_CAUGHT_UP = {
    HoldStatus.HELD: ("hold_place",),
    HoldStatus.ACCEPTED: ("hold_place", "find_again"),
    HoldStatus.TAKEN: ("hold_place", "find_again", "accept_place"),
}


def promote(case: Case) -> bool:
    """The former provider has ended the help: the place that was to follow is the only one now, if there is one.

    Under the lock of the case, which is referred, after the former place was given back.
    """
    for change in case.use_changes.transfers():
        move(change, "carry_out", by=None)
    held = case.holds.coming().first()
    if held is None:
        return False
    PlaceHold.objects.filter(pk=held.pk).update(is_coming=False)
    plans.begin(case)
    for verb in _CAUGHT_UP[HoldStatus(held.status)]:
        move(case, verb, by=None)
    return True


def seek_due() -> int:
    """Whoever waits for a place at those whom they chose is tried again. How many were asked; safe to run twice."""
    found = 0
    sought = UseChange.objects.transfers().filter(case__status=CaseStatus.PLACED).order_by("asked_at")
    for pk in list(sought.values_list("case", flat=True)[:500]):
        try:
            found += _seek(pk)
        except WrongStatus:
            continue  # somebody was quicker
    return found


@transaction.atomic
def _seek(pk: int) -> bool:
    case = Case.objects.with_parts().select_for_update(of=("self",)).get(pk=pk)
    if case.holds.coming().exists() or not places.unasked(case):
        return False
    return places.offer_next(case, by=None) is not None
