"""Mediators and associations: their own people, and nobody else's."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import hooks
from applications.actions import mediating
from applications.forms.counter import ServicesForm
from applications.models import Application
from people.access import permission_required
from people.actions import mandates
from people.http import Request
from people.models import HelperMandate, MandateScope
from people.roles import Permission
from records.access import note_seen

PAGE = 25


def _mandate(request: Request, uid: UUID) -> HelperMandate:
    mandate = get_object_or_404(HelperMandate.objects.roster_of(request.user).with_parts(), uid=uid)
    note_seen(request, mandate.person.uid, purpose="helper")
    return mandate


@require_safe
@permission_required(Permission.HELP_PEOPLE)
def roster(request: Request) -> HttpResponse:
    """Newest mandates first; a page follows the last one shown."""
    rows = HelperMandate.objects.roster_of(request.user).with_parts().order_by("-pk")
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    shown = list(rows[: PAGE + 1])
    note_seen(request, *(row.person.uid for row in shown[:PAGE]), purpose="helper", kind="list")
    following = shown[PAGE - 1].pk if len(shown) > PAGE else None
    return render(request, "helper/roster.html", {"mandates": shown[:PAGE], "following": following})


@require_safe
@permission_required(Permission.HELP_PEOPLE)
def person(request: Request, uid: UUID) -> HttpResponse:
    mandate = _mandate(request, uid)
    applications = list(
        Application.objects.helped(request.user).with_names().filter(mandate__person=mandate.person)[:20]
    )
    progress = hooks.progress_of.one(applications)
    listed = [(row, progress.get(row.pk, [])) for row in applications]
    may_apply = mandate.scope == MandateScope.APPLY
    return render(request, "helper/person.html", {"mandate": mandate, "applications": listed, "may_apply": may_apply})


@permission_required(Permission.HELP_PEOPLE)
def new_application(request: Request, uid: UUID) -> HttpResponse:
    mandate = _mandate(request, uid)
    form = ServicesForm(request.POST or None)
    if form.is_valid():
        try:
            draft = mediating.begin(mandate, list(form.cleaned_data["services"]), by=request.user)
            return redirect("apply_tasks", draft.uid)
        except mediating.NotAllowed:
            messages.error(request, _("The person did not allow you to apply. Ask them at the counter or by phone."))
            return redirect("helper_person", uid)
    return render(request, "helper/apply.html", {"form": form, "mandate": mandate})


@require_POST
@permission_required(Permission.HELP_PEOPLE)
def give_up(request: Request, uid: UUID) -> HttpResponse:
    mandate = _mandate(request, uid)
    mandates.end(mandate, by=request.user)
    messages.success(request, _("You do not help this person any more, and see nothing of theirs."))
    return redirect("helper")
