from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from applications import hooks
from applications.actions import tracking
from applications.forms.counter import TrackForm


@login_not_required
def track(request: HttpRequest) -> HttpResponse:
    """How far an application is, by number and code together; the answer is the POST's page, in no address."""
    form = TrackForm(request.POST or None)
    status = 200
    if form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        if not tracking.may_try(number, request.META.get("REMOTE_ADDR", "")):
            form.add_error(None, _("Too many tries. Wait ten minutes, or call us."))
            status = 429
        elif (application := tracking.find(number, code)) is not None:
            progress = hooks.progress_of.one([application]).get(application.pk, [])
            return render(request, "track/answer.html", {"application": application, "progress": progress})
        else:
            form.add_error(None, _("There is no application with this number and code. Compare both with the slip."))
    return render(request, "track/ask.html", {"form": form}, status=status)
