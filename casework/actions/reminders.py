"""Reminding by hand: the citizen of an open question, the provider of a held place that nobody has answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from applications.models import Correction
from casework import notices
from casework.actions.assignments import NotAll, NotThere
from casework.models import Case, PlaceHold
from casework.models.place import HoldStatus
from casework.telling import tell, tell_officer
from people.models import Organisation, User
from people.roles import Role
from records import audit
from records.together import together


@dataclass(frozen=True)
class Reminded:
    citizens: int
    providers: int


def remind(uids: Collection[UUID], *, by: User) -> Reminded:
    """All or none: NotAll names the cases in which nothing is waited for. Each is told once a day at most."""
    today = timezone.localdate()
    with together():
        cases = list(Case.objects.visible_to(by).with_parts().filter(uid__in=set(uids)).locked())
        if len(cases) != len(set(uids)):
            raise NotThere
        asked, held = _questions(cases), _holds(cases)
        idle = [case for case in cases if case.uid not in asked and case.pk not in held]
        if idle:
            raise NotAll(idle)
        for case in cases:
            for correction in asked[case.uid]:
                _remind_citizen(case, correction, today, by)
            audit.record("reminded", case, by=by)
        providers = _remind_providers([hold for found in held.values() for hold in found], today, by)
    return Reminded(sum(map(len, asked.values())), providers)


def _questions(cases: list[Case]) -> dict[UUID, list[Correction]]:
    found: dict[UUID, list[Correction]] = defaultdict(list)
    rows = Correction.objects.filter(case_uid__in=[case.uid for case in cases], status=Correction.Status.OPEN)
    for row in rows.select_related("data_key"):
        found[row.case_uid].append(row)
    return found


def _holds(cases: list[Case]) -> dict[int, list[PlaceHold]]:
    found: dict[int, list[PlaceHold]] = defaultdict(list)
    rows = PlaceHold.objects.filter(case__in=cases, status=HoldStatus.HELD).select_related("offer__provider")
    for row in rows:
        found[row.case_id].append(row)
    return found


def _remind_citizen(case: Case, correction: Correction, today: date, by: User) -> None:
    day = f"{correction.due_on:%d.%m.%Y}"
    context = {"number": case.number, "reason": correction.reason, "due_on": day}
    tell(case, notices.CORRECTION_REMINDER, context, by=by, key=f"{correction.uid}:{today}")


def _remind_providers(holds: list[PlaceHold], today: date, by: User) -> int:
    """One message a manager, with the number of places that wait; it names nobody."""
    waiting: dict[Organisation, int] = defaultdict(int)
    for hold in holds:
        waiting[hold.offer.provider] += 1
    for provider, number in waiting.items():
        for manager in User.objects.holding([Role.PROVIDER_MANAGER], provider.pk):
            key = f"{notices.HOLDS_WAIT.kind}:{provider.slug}:{manager.uid}:{today}"
            tell_officer(manager, notices.HOLDS_WAIT, {"number": number}, about=provider, by=by, key=key)
    return len(waiting)
