"""Help with a draft: inviting and ending it by the applicant, coming by the one who was invited."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import visiting
from applications.actions import helping
from applications.forms.apply import HelperForm, ResumeForm
from applications.help import shown
from applications.steps import Walk
from applications.views.walking import draft_page
from applications.writers import Right, Writer


@draft_page
def helpers(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Who helps and what each has changed; a new invitation shows its code once."""
    writer.require(Right.INVITE)
    draft, uid = writer.draft, writer.draft.uid
    if "end" in request.POST:
        helping.end(draft, request.POST["end"], by=writer.by)
        messages.success(request, _("The help has ended. This person opens nothing any more."))
        return redirect("apply_helpers", uid)
    form = HelperForm(request.POST or None)
    invited, code = None, ""
    if form.is_valid():
        try:
            invited, code = helping.invite(draft, **form.cleaned_data, by=writer.by)
            form = HelperForm()
        except helping.TooMany:
            form.add_error(None, _("Three people help you already. End the help of one of them first."))
    context = {
        "application": draft,
        "form": form,
        "helpers": shown(Walk(draft)),
        "link": helping.link_of(invited) if invited else "",
        "code": code,
        "back_url": reverse("apply_tasks", args=[uid]),
    }
    return render(request, "applications/helpers.html", context)


@login_not_required
def come(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The invited person's door: the link says which draft, the code that they were meant."""
    form = ResumeForm(request.POST or None)
    status = 200
    if form.is_valid():
        if not helping.may_try(uid, request.META.get("REMOTE_ADDR", "")):
            form.add_error(None, _("Too many tries. Wait ten minutes, or call us."))
            status = 429
        elif (helper := helping.find(uid, form.cleaned_data["code"])) is not None:
            helping.come(helper)
            visiting.help_with(request, helper.application.uid, helper.uid)
            return redirect("apply_tasks", helper.application.uid)
        else:
            form.add_error("code", _("This code opens nothing here. It is wrong, or the help has ended."))
    return render(request, "applications/help.html", {"form": form}, status=status)
