"""The ledger of unmet need: everything asked for that could not be given is one coded row (N2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.utils import timezone

from casework.models import Case, Reason, Shortfall
from casework.models.need import AgeGroup, ShortfallKind, ShortfallSource, age_group_of
from casework.routing import unit_for, unit_of_place
from people.models import Settlement, User
from records import audit
from services.models import Need, Service, TargetGroup

# The reasons of `data/rules.yaml` that mean a full house.
NO_PLACE = frozenset({"no-place"})


def note(
    kind: str,
    *,
    source: str,
    by: User | None,
    service: Service | None = None,
    need: Need | None = None,
    settlement: Settlement | None = None,
    target_group: TargetGroup | None = None,
    age_group: str = "",
    reason: Reason | None = None,
    case: Case | None = None,
    once: object = None,
) -> Shortfall:
    """Writes the event down, or returns the row that it has already.

    `kind`, `source`: ShortfallKind and ShortfallSource. With a case the service, the place and the age group are the
    case's unless said otherwise, and the event is „this kind, for this reason, in this case“; `once` names it more
    exactly (the uid of a hold, of a decision, of a sent form).
    """
    if case is not None:
        service = service or case.service
        settlement = settlement or case.settlement
        age_group = age_group or age_group_of(case.beneficiary.birth_year, timezone.localdate().year)
        target_group = target_group or _only_group(service)
    row, _is_new = Shortfall.objects.get_or_create(
        once=_name(kind, source, case, reason, once),
        defaults={
            "kind": ShortfallKind(kind),
            "source": ShortfallSource(source),
            "service": service,
            "need": need,
            "settlement": settlement,
            "target_group": target_group,
            "age_group": age_group or AgeGroup.UNKNOWN,
            "reason": reason,
            "unit": case.unit if case else unit_for(service, settlement) if service else unit_of_place(settlement),
            "case_uid": case.uid if case else None,
            **audit.who(by),
        },
    )
    return row


def of_decline(case: Case, reason: Reason, *, by: User | None, once: object) -> Shortfall:
    """A provider said no: because the house is full, or for another reason."""
    kind = ShortfallKind.NO_PLACE if reason.code in NO_PLACE else ShortfallKind.DECLINED
    return note(kind, source=ShortfallSource.REFERRAL, case=case, reason=reason, by=by, once=once)


def of_refusal(case: Case, reasons: Sequence[Reason], *, once: object) -> None:
    """The municipality refused, for each of the reasons in the decision."""
    for reason in reasons:
        name = f"{once}:{reason.code}"
        note(ShortfallKind.DECLINED, source=ShortfallSource.REFUSAL, case=case, reason=reason, by=None, once=name)


def _name(kind: str, source: str, case: Case | None, reason: Reason | None, once: object) -> str:
    if once is not None:
        return f"{kind}:{source}:{once}"
    if case is None:
        return f"{kind}:{source}:{uuid4()}"
    return f"{kind}:{source}:{case.uid}:{reason.code if reason else ''}"


def _only_group(service: Service) -> TargetGroup | None:
    """Whom a service is for says who the person is only when it is for one group."""
    groups = list(service.target_groups.all()[:2])
    return groups[0] if len(groups) == 1 else None


def told_today(user: User, today: date) -> list[Shortfall]:
    """The last ones that the user wrote down today, newest first."""
    rows = Shortfall.objects.visible_to(user).filter(actor_uid=user.uid, at__date=today)
    return list(rows.select_related("service", "need", "settlement")[:5])
