"""„Човек има нужда от помощ“: a neighbour tells of somebody. No account, no name needed."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.actions import signals
from applications.forms.signal import SignalForm
from services.actions import voices

SALT, A_DAY = "applications.signal", 24 * 3600


@login_not_required
def tell(request: HttpRequest) -> HttpResponse:
    form = SignalForm(request.POST or None)
    status = 200
    if form.is_valid():
        if voices.may_send(request.META.get("REMOTE_ADDR", "")):
            signal = signals.take_in(form.told, by=None, uid=form.cleaned_data["once"])
            told = {"number": signal.number, "danger": signal.is_danger, "named": signal.is_named}
            return redirect("signal_sent", signing.dumps(told, salt=SALT))
        form.add_error(None, _("Too many tries. Wait ten minutes, or call us."))
        status = 429
    return render(request, "applications/signal.html", {"form": form}, status=status)


@require_safe
@login_not_required
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """The number, from an address that only this portal can have written."""
    try:
        told = signing.loads(token, salt=SALT, max_age=A_DAY)
    except signing.BadSignature as error:
        raise Http404 from error
    return render(request, "applications/signal_sent.html", {"told": told})
