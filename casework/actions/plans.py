"""The individual plan: kept while it is written, agreed with the person, read by them, looked at again in time."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from casework import deadlines, notices, planning
from casework.actions import registry
from casework.actions.assessments import WroteMeanwhile
from casework.models import Case, CaseStatus, Plan, PlanAnswer, PlanStatus
from casework.models.plan import SERVED
from casework.reading import signature_in_words
from casework.telling import names, tell, tell_officer
from people.models import Organisation, User
from people.roles import Role
from records import audit, documents
from records.models import Document
from records.workflow import WrongStatus, move

KIND = "plan"


@transaction.atomic
def save_draft(case: Case, provider: Organisation, typed: dict[str, Any], *, seen: int, by: User) -> Plan:
    """Keeps what was typed as it was typed. Raises WroteMeanwhile with the colleague's text."""
    _lock(case)
    written = case.plans.filter(status=PlanStatus.DRAFT, provider=provider)
    draft = written.select_related("data_key", "made_by").first()
    if draft is None:
        last = case.plans.order_by("version").values_list("version", flat=True).last() or 0
        draft = Plan(case=case, provider=provider, data_key=case.data_key, version=last + 1)
    elif draft.saves != seen and draft.content != typed:
        raise WroteMeanwhile(draft)
    draft.provider, draft.content, draft.made_by = provider, typed, by
    draft.saves, draft.saved_at = draft.saves + 1, timezone.now()
    draft.save()
    audit.record("plan_saved", draft, by=by, case=str(case.uid))
    return draft


def _lock(case: Case) -> None:
    """Versions of one case are written one after another."""
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)


@transaction.atomic
def agree(draft: Plan, signature: dict[str, str], *, starts_on: date, review_on: date, by: User) -> Document:
    """It holds in place of the former; sealed, and the person is told where to read it. Raises WrongStatus.

    With the provider to which the person moves it holds once the help has begun there, and the former one until then.
    """
    case = Case.objects.with_parts().get(pk=draft.case_id)
    _lock(case)
    draft.case = case
    verb = _verb(case, draft.provider_id)
    for former in case.plans.coming() if verb == "agree_ahead" else case.plans.in_force():
        move(former, "replace", by=by)
    content = {**draft.content, "signature": signature}
    draft.content = content
    document = _written(draft, starts_on, review_on, by=by)
    move(
        draft, verb, by=by, content=content, starts_on=starts_on, review_on=review_on, agreed_at=timezone.now(),
        document_uid=document.uid,
    )  # fmt: skip
    context = {**names(case.service), "number": case.number, "review_on": f"{review_on:%d.%m.%Y}"}
    tell(case, notices.PLAN, context, by=by, key=str(draft.uid))
    return document


def _verb(case: Case, provider: int) -> str:
    """By the place that the provider keeps now. Raises WrongStatus where it keeps none."""
    places = set(case.holds.filter(status__in=SERVED, offer__provider=provider).values_list("is_coming", flat=True))
    if not places:
        raise WrongStatus("agree", "")
    return "agree_ahead" if places == {True} else "agree"


def begin(case: Case) -> None:
    """The help has begun where the person moved: the plan agreed on there holds now. Under the lock of the case."""
    for plan in case.plans.coming():
        for former in case.plans.in_force():
            move(former, "replace", by=None)
        move(plan, "begin", by=None)


def close(case: Case, provider: int, *, on: date, by: User | None) -> None:
    """The help with the provider (key) is over: its plan ends, a draft that nobody agreed on is not kept."""
    for plan in case.plans.filter(provider=provider).exclude(status__in=(PlanStatus.REPLACED, PlanStatus.ENDED)):
        if plan.status == PlanStatus.DRAFT:
            audit.record("plan_draft_dropped", plan, by=by, case=str(case.uid))
            plan.delete()
        else:
            move(plan, "end", by=by, public_facts={"on": on.isoformat()}, ended_on=on)


def _written(plan: Plan, starts_on: date, review_on: date, *, by: User) -> Document:
    case = plan.case
    with override("bg"):
        read = planning.read(plan)
        goals = [
            {
                "words": goal.words, "result": goal.result, "indicator": goal.indicator, "progress": goal.progress,
                "actions": [{"what": one.what, "who": one.who, "when": one.when} for one in goal.actions],
            }
            for goal in read.goals
        ]  # fmt: skip
        signature = signature_in_words(plan.content["signature"])
    uid = uuid4()
    number = registry.enter(case, registry.INCOMING, KIND, document_uid=uid, by=by).number
    return documents.request(
        KIND,
        subject=plan,
        data_key=plan.data_key,
        template="pdf/plan.html",
        context={
            "person": case.beneficiary.full_name,
            "service": case.service.name_bg,
            "provider": plan.provider.name_bg,
            "version": plan.version,
            "goals": goals,
            "risks": read.risks,
            "child_opinion": read.child_opinion,
            "remarks": read.remarks,
            "starts_on": f"{starts_on:%d.%m.%Y} г.",
            "review_on": f"{review_on:%d.%m.%Y} г.",
            "signature": signature,
            "author": by.name,
            "post": by.post,
        },
        title="Индивидуален план за подкрепа",
        number=number,
        issued_on=timezone.localdate(),
        seal=True,
        by=by,
        language="bg",
        uid=uid,
    )


@transaction.atomic
def answer(plan: Plan, said: PlanAnswer, text: str = "", *, by: User) -> None:
    """The person has read the plan that holds, or says what should be different: the officer then looks at it."""
    rows = Plan.objects.in_force().select_for_update(of=("self",)).select_related("data_key")
    found = rows.get(pk=plan.pk)
    found.answer, found.answered_at, found.objection = said, timezone.now(), text or None
    found.save(update_fields=["answer", "answered_at", "objection"])
    audit.record(f"plan_{said}", found, by=by, case=str(plan.case.uid))
    if said == PlanAnswer.OBJECTS:
        Case.objects.filter(pk=plan.case_id).update(wrote_at=timezone.now())


def remind(today: date) -> int:
    """The provider hears before the day of the review, the officer after it has passed; once each. How many."""
    near = deadlines.after(today, deadlines.rule_in_force(planning.REVIEW_REMINDER, today))
    standing = Plan.objects.in_force().exclude(case__status__in=(CaseStatus.CLOSED, CaseStatus.WITHDRAWN))
    due = standing.filter(review_on__lte=near, reminded_on__isnull=True)
    late = standing.filter(review_on__lt=today, officer_told_on__isnull=True)
    return sum(_remind(plan, today) for plan in _loaded(due)) + sum(_escalate(plan, today) for plan in _loaded(late))


def _loaded(rows: Any) -> list[Plan]:
    return list(rows.select_related("case__service", "case__assignee", "provider").order_by("pk"))


@transaction.atomic
def _remind(plan: Plan, today: date) -> bool:
    if not Plan.objects.filter(pk=plan.pk, reminded_on__isnull=True).update(reminded_on=today):
        return False
    workers = _staff(plan.provider_id, today, Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
    for user in workers:
        tell_officer(
            user, notices.PLAN_REVIEW, _context(plan), about=plan.provider, by=None, key=f"{plan.uid}:{user.uid}"
        )
    return True


@transaction.atomic
def _escalate(plan: Plan, today: date) -> bool:
    if not Plan.objects.filter(pk=plan.pk, officer_told_on__isnull=True).update(officer_told_on=today):
        return False
    case = plan.case
    officers = [case.assignee] if case.assignee else _staff(case.unit_id, today, Role.HEAD)
    for user in officers:
        key = f"{plan.uid}:late:{user.uid}"
        tell_officer(user, notices.PLAN_REVIEW_LATE, _context(plan), about=plan.provider, by=None, key=key)
    return True


def _staff(organisation: int, today: date, *roles: Role) -> list[User]:
    current = Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=today)
    rows = User.objects.filter(
        current, is_active=True, memberships__organisation=organisation, memberships__role__in=roles,
        memberships__valid_from__lte=today,
    )  # fmt: skip
    return list(rows.distinct().order_by("pk"))


def _context(plan: Plan) -> dict[str, Any]:
    assert plan.review_on is not None
    return {
        **names(plan.case.service),
        "number": plan.case.number,
        "provider": plan.provider.name_bg,
        "review_on": f"{plan.review_on:%d.%m.%Y}",
    }
