"""Front pages of the portal."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from people.access import allows
from people.http import Request
from people.roles import Permission
from portal.context import DISPLAY_COOKIE, display_preferences
from records.forms import BaseForm
from services import pages

YEAR = 365 * 24 * 3600
FRONT_DOORS = (
    (Permission.USE_COUNTER, "counter"),
    (Permission.USE_DESK, "desk"),
    (Permission.USE_PROVIDER_DESK, "provider"),
    (Permission.EDIT_CATALOGUE, "catalogue_editor"),
    (Permission.HELP_PEOPLE, "helper"),
)


class PreferencesForm(BaseForm):
    size = forms.ChoiceField(
        label=gettext_lazy("Letters"),
        choices=[("normal", gettext_lazy("usual")), ("large", gettext_lazy("larger"))],
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Colours"),
        choices=[
            ("auto", gettext_lazy("as my device is set")),
            ("light", gettext_lazy("light")),
            ("dark", gettext_lazy("dark")),
            ("contrast", gettext_lazy("strong contrast")),
        ],
        widget=forms.RadioSelect,
    )
    easy = forms.ChoiceField(
        label=gettext_lazy("Texts"),
        choices=[("0", gettext_lazy("usual")), ("1", gettext_lazy("easier, where there is an easier one"))],
        widget=forms.RadioSelect,
    )


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"needs": pages.needs()})


@login_not_required
def preferences(request: HttpRequest) -> HttpResponse:
    now = display_preferences(request)
    initial = {"size": now.size, "theme": now.theme, "easy": now.easy}
    form = PreferencesForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return render(request, "portal/preferences.html", {"form": form})
    response = redirect(_safe_next(request))
    value = ".".join(form.cleaned_data[name] for name in ("theme", "size", "easy"))
    response.set_cookie(DISPLAY_COOKIE, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


def _safe_next(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@require_safe
def after_login(request: Request) -> HttpResponse:
    """Everybody begins where their work is."""
    user = request.user
    for permission, name in FRONT_DOORS:
        if allows(user, permission):
            return redirect(name)
    return render(request, "portal/staff_home.html") if user.is_staff else redirect("mine")
