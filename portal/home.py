"""Front pages of the portal."""

from typing import Any

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
from portal.context import DISPLAY_COOKIE, KEYS_COOKIE, display_preferences, has_one_sign_keys
from records.forms import BaseForm
from services import pages

YEAR = 365 * 24 * 3600
FRONT_DOORS = (
    (Permission.USE_COUNTER, "counter"),
    (Permission.USE_DESK, "desk"),
    (Permission.USE_PROVIDER_DESK, "provider"),
    (Permission.EDIT_CATALOGUE, "catalogue_editor"),
    (Permission.HELP_PEOPLE, "helper"),
    (Permission.SEE_FIGURES, "figures"),
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
    # For staff alone: their pages have keys of one sign (WCAG 2.1.4), which speech input presses by mistake.
    keys = forms.ChoiceField(
        label=gettext_lazy("Keys of one sign: / ? 1 … 9"),
        choices=[("on", gettext_lazy("in use")), ("off", gettext_lazy("off; F2 … F9 go on working"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["keys"]


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"needs": pages.needs()})


@login_not_required
def preferences(request: HttpRequest) -> HttpResponse:
    now = display_preferences(request)
    keys = "on" if has_one_sign_keys(request) else "off"
    initial = {"size": now.size, "theme": now.theme, "easy": now.easy, "keys": keys}
    form = PreferencesForm(request.POST or None, initial=initial, is_staff=_is_staff(request))
    if not form.is_valid():
        return render(request, "portal/preferences.html", {"form": form})
    response = redirect(_safe_next(request))
    value = ".".join(form.cleaned_data[name] for name in ("theme", "size", "easy"))
    _remember(response, DISPLAY_COOKIE, value)
    if "keys" in form.cleaned_data:
        _remember(response, KEYS_COOKIE, form.cleaned_data["keys"])
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)


def _is_staff(request: HttpRequest) -> bool:
    """Asked only of a visitor who has a session: everybody else's page needs none."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and getattr(request.user, "is_staff", False)


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
