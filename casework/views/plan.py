"""The individual plan: written and agreed by the provider, read by the person and the officer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from applications.views.files import as_download
from casework import deadlines, planning
from casework.actions import contracts, plans
from casework.actions.assessments import WroteMeanwhile
from casework.assessing import asks_child, rules_of
from casework.forms.assessment import SigningForm
from casework.forms.plan import MOST_GOALS, ObjectionForm, PlanForm
from casework.models import Case, Plan, PlanAnswer, PlanStatus
from casework.models.plan import SERVED
from casework.provider import needs_of
from casework.views.case import opened
from casework.views.provider import the_hold
from casework.views.talk import own_case
from people.access import require
from people.http import Request
from people.roles import Permission
from records import documents
from records.models import Document
from records.workflow import WrongStatus

AGREED = {
    PlanStatus.AGREED: gettext_lazy("The plan holds. The person reads it on their page."),
    PlanStatus.COMING: gettext_lazy(
        "The plan is agreed. It holds once both of you have said that the help has begun here."
    ),
}


def no_place(request: Request) -> HttpResponse:
    messages.info(request, _("This is written for a place that you have confirmed."))
    return redirect("provider")


def write(request: Request, uid: UUID) -> HttpResponse:
    """Every press keeps what was typed; „check“ goes on only when nothing is missing."""
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    rows = list(hold.case.plans.for_reading().filter(provider=hold.offer.provider_id))
    draft = next((row for row in rows if row.status == PlanStatus.DRAFT), None)
    former = next((row for row in reversed(rows) if row.status in (PlanStatus.AGREED, PlanStatus.COMING)), None)
    initial = _initial(draft, former)
    form = _form(hold.case, request.POST if request.method == "POST" else None, initial)
    context = {"hold": hold, "form": form, "draft": draft, "former": former, "seen": draft.saves if draft else 0}
    context |= {"theirs": None, "needs": needs_of(hold.case.assessments.finished().order_by("version").last())}
    if request.method == "POST":
        try:
            saved = plans.save_draft(
                hold.case, hold.offer.provider, _typed(form), seen=_number(request.POST.get("seen")), by=request.user
            )
        except WroteMeanwhile as conflict:
            theirs = planning.read(conflict.draft)
            context |= {"theirs": theirs, "colleague": conflict.draft.made_by.name, "seen": conflict.draft.saves}
            form.full_clean()
            form.errors.clear()
            return render(request, "provider/plan.html", context, status=409)
        if "check" not in request.POST:
            messages.success(request, _("Saved. You can go on later."))
            return redirect("provider_plan", uid)
        if form.is_valid():
            return redirect("provider_plan_check", uid)
        context["seen"] = saved.saves
    return render(request, "provider/plan.html", context)


def _initial(draft: Plan | None, former: Plan | None) -> dict[str, object]:
    """The draft; or what the former plan says, to be looked at again; or a new one with the day of its review."""
    today = timezone.localdate()
    review = deadlines.after(today, deadlines.rule_in_force(planning.REVIEW, today))
    dates = {"starts_on": f"{today:%d.%m.%Y}", "review_on": f"{review:%d.%m.%Y}"}
    if draft is not None:
        return dict(draft.content)
    return {**(former.content if former is not None else {}), **dates}


def _form(case: Case, data: QueryDict | None, initial: dict[str, object]) -> PlanForm:
    today = timezone.localdate()
    wanted = data.get("goals") if data is not None else initial.get("goals")
    goals = min(max(_number(str(wanted or "1")), 1), MOST_GOALS)
    hears = asks_child(case, rules_of(case.unit_id, today), today)
    review = deadlines.rule_in_force(planning.REVIEW, today)
    asked_on = timezone.localdate(case.request.application.submitted_at)
    return PlanForm(data, goals=goals, asks_child=hears, asked_on=asked_on, review=review, initial=initial)


def _typed(form: PlanForm) -> dict[str, object]:
    room = min(form.goals + ("add" in form.data), MOST_GOALS)
    return {**form.typed, "goals": str(room)}


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 9 else 0


def check(request: Request, uid: UUID) -> HttpResponse:
    """The plan as the person will read it; with their name under it, it holds."""
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    drafts = hold.case.plans.for_reading().filter(status=PlanStatus.DRAFT)
    draft = drafts.filter(provider=hold.offer.provider_id).first()
    if draft is None:
        return redirect("provider_plan", uid)
    written = _form(hold.case, _as_sent(draft.content), {})
    if not written.is_valid():
        messages.error(request, _("Something is still missing in the plan."))
        return redirect("provider_plan", uid)
    form = SigningForm(request.POST or None)
    if request.method == "POST" and _number(request.POST.get("seen")) != draft.saves:
        form.add_error(None, _("The plan was changed after it was read. Read the new text to the person too."))
    if form.is_valid():
        dates = {name: written.cleaned_data[name] for name in ("starts_on", "review_on")}
        try:
            plans.agree(draft, form.signature, **dates, by=request.user)
        except WrongStatus as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, AGREED[PlanStatus(draft.status)])
            return redirect("provider_referral", uid)
    context = {"hold": hold, "form": form, "read": planning.read(draft), "dates": written.cleaned_data}
    context["saves"] = draft.saves
    return render(request, "provider/plan_check.html", context)


def _as_sent(content: dict[str, str]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, value in content.items():
        if isinstance(value, str):
            sent[name] = value
    return sent


@require_safe
def office(request: Request, uid: UUID) -> HttpResponse:
    """Every plan in force of the person, side by side, as far as the officer may see the cases."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    found = planning.together(case, Case.objects.visible_to(request.user))
    context = {"case": case, "plans": found, "versions": list(case.plans.agreed().for_reading())}
    context["coming"] = [planning.read(plan) for plan in case.plans.coming().for_reading()]
    context["assessed"] = list(case.individual_assessments.finished().select_related("provider"))
    return render(request, "casework/plans.html", context)


@require_safe
def office_document(request: Request, uid: UUID, version: int) -> HttpResponse:
    case = opened(request, uid)
    plan = get_object_or_404(case.plans.agreed(), version=version)
    row = _sealed(plan)
    if row.is_ready:
        return _file(row, case)
    messages.info(request, _("The document is being prepared. It takes a few seconds."))
    return redirect("case_plans", uid)


@require_safe
def mine(request: Request, uid: UUID) -> HttpResponse:
    """The person's own page: what was agreed, in plain words; other plans of the person below."""
    case = own_case(request, uid)
    found = planning.together(case, Case.objects.of_citizen(request.user))
    return render(request, "mine/plan.html", _mine(case, found, ObjectionForm()))


def _mine(case: Case, found: list[planning.Read], form: ObjectionForm) -> dict[str, object]:
    """`coming`: holds once the help has begun at the next provider; `ended`: with those who helped before."""
    own = [read for read in found if read.plan.case_id == case.pk]
    rest = case.plans.filter(status__in=(PlanStatus.COMING, PlanStatus.ENDED)).for_reading()
    further = [planning.read(plan) for plan in rest]
    return {
        "case": case,
        "own": own[0] if own else None,
        "others": [read for read in found if read.plan.case_id != case.pk],
        "coming": [read for read in further if read.plan.status == PlanStatus.COMING],
        "ended": [read for read in further if read.plan.status == PlanStatus.ENDED],
        "form": form,
        "contracts": contracts.given(case),
        "nav": "mine",
    }


@require_POST
def answered(request: Request, uid: UUID) -> HttpResponse:
    """„I have read it“ is one press; „I do not agree“ says what should be different."""
    case = own_case(request, uid)
    plan = get_object_or_404(case.plans.in_force())
    plan.case = case
    if "objects" not in request.POST:
        plans.answer(plan, PlanAnswer.READ, by=request.user)
        messages.success(request, _("Thank you. We have written down that you read it."))
        return redirect("mine_plan", uid)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        plans.answer(plan, PlanAnswer.OBJECTS, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("We have written it down. The officer will get in touch with you."))
        return redirect("mine_plan", uid)
    found = planning.together(case, Case.objects.of_citizen(request.user))
    return render(request, "mine/plan.html", _mine(case, found, form))


@require_safe
def mine_document(request: Request, uid: UUID) -> HttpResponse:
    case = own_case(request, uid)
    row = _sealed(get_object_or_404(case.plans.in_force()))
    if row.is_ready:
        return _file(row, case)
    return render(request, "applications/preparing.html", {"title": row.title}, status=202)


def _sealed(plan: Plan) -> Document:
    row: Document = get_object_or_404(Document.objects.of(plan.uid, plans.KIND), uid=plan.document_uid)
    return row


def _file(row: Document, case: Case) -> HttpResponse:
    return as_download(documents.read(row), "application/pdf", f"plan-{case.number}.pdf")
