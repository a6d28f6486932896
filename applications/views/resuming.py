"""Stopping and going on: where an account is found again, and link and code for those who have none."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import keeping, parking, visiting
from applications.actions import resuming
from applications.forms.apply import ResumeForm, SendLinkForm
from applications.views.walking import draft_page
from applications.writers import Part, Writer


@draft_page
def later(request: HttpRequest, writer: Writer) -> HttpResponse:
    """How to go on, whenever and wherever. A code is made by a POST and stays on the page while the visit lasts."""
    draft, form = writer.draft, SendLinkForm()
    if writer.part == Part.CLERK:
        # At the counter a draft is found again on the page of the person.
        return redirect("counter_person", draft.about.uid)
    if request.method == "POST" and writer.part == Part.VISITOR:
        if "leave" in request.POST:
            visiting.leave(request, draft.uid)
            return redirect("apply_resume", draft.uid)
        if "claim" in request.POST and request.user.is_authenticated:
            resuming.claim(draft, request.user)
            return redirect("apply_later", draft.uid)
        if "email" not in request.POST:
            visiting.show_code(request, draft.uid, resuming.issue_code(draft))
            return redirect("apply_later", draft.uid)
        form = SendLinkForm(request.POST)
        if form.is_valid():
            resuming.write_to(draft, form.cleaned_data["email"], _link(draft.uid))
            messages.success(request, _("We are sending you the link. The code is only here: write it down."))
            return redirect("apply_later", draft.uid)
    context = {
        "application": draft,
        "is_helper": writer.part == Part.HELPER,
        "is_visitor": writer.part == Part.VISITOR,
        "last_day": keeping.last_day(draft, keeping.rule()),
        "link": _link(draft.uid),
        "code": visiting.shown_code(request, draft.uid),
        "form": form,
        "back_url": reverse("apply_tasks", args=[draft.uid]),
    }
    return render(request, "applications/later.html", context)


def _link(uid: UUID) -> str:
    return settings.PUBLIC_URL + reverse("apply_resume", args=[uid])


@login_not_required
def resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The code opens what the link names. What was typed when the visit ended is waiting there."""
    form = ResumeForm(request.POST or None)
    status = 200
    if form.is_valid():
        if not resuming.may_try(uid, request.META.get("REMOTE_ADDR", "")):
            form.add_error(None, _("Too many tries. Wait ten minutes, or call us."))
            status = 429
        elif (draft := resuming.find(uid, form.cleaned_data["code"])) is not None:
            resuming.note_return(draft)
            visiting.enter(request, draft.uid, has_code=True)
            return redirect(parking.where(request, uid) or reverse("apply_tasks", args=[uid]))
        else:
            form.add_error("code", _("This code does not open anything here. Compare it with what you wrote down."))
    return render(request, "applications/resume.html", {"form": form, "uid": uid}, status=status)
