"""Partner institutions and their keys, for the administrator: what they prepared is seen by nobody here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.actions import partners
from applications.forms.partner import KeyForm, PartnerForm
from applications.models import Partner
from people.access import permission_required
from people.http import Request
from people.roles import Permission

PAGE = 50


@require_safe
@permission_required(Permission.KEEP_PARTNERS)
def listing(request: Request) -> HttpResponse:
    """By name; `after` is the name of the last one of the page before."""
    rows = Partner.objects.kept_by(request.user)
    after = request.GET.get("after", "").replace("\x00", "")
    if after:
        rows = rows.filter(name_bg__gt=after)
    found = list(rows[: PAGE + 1])
    following = found[PAGE - 1].name_bg if len(found) > PAGE else ""
    return render(request, "partners/list.html", {"rows": found[:PAGE], "following": following, "nav": "partners"})


@permission_required(Permission.KEEP_PARTNERS)
def add(request: Request) -> HttpResponse:
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        partner = _save(request, None, form)
        return redirect("partner", partner.uid)
    return render(request, "partners/edit.html", {"form": form, "partner": None, "nav": "partners"})


@permission_required(Permission.KEEP_PARTNERS)
def one(request: Request, uid: UUID) -> HttpResponse:
    """The institution and its keys."""
    partner = _kept(request, uid)
    initial = {name: getattr(partner, name) for name in ("name_bg", "name_en", "contact")}
    for name in ("valid_from", "valid_to"):
        day = getattr(partner, name)
        initial[name] = date_format(day, "d.m.Y") if day else ""
    initial["services"] = list(partner.services.values_list("slug", flat=True))
    form = PartnerForm(request.POST or None, initial=initial)
    if form.is_valid():
        _save(request, partner, form)
        return redirect("partner", uid)
    context = {"form": form, "partner": partner, "keys": list(partner.keys.all()), "nav": "partners"}
    return render(request, "partners/edit.html", context)


@permission_required(Permission.KEEP_PARTNERS)
def new_key(request: Request, uid: UUID) -> HttpResponse:
    """The key is on the answer of this very POST and nowhere else, ever."""
    partner = _kept(request, uid)
    form, key = KeyForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        key = partners.issue_key(partner, by=request.user, **form.cleaned_data)
    return render(request, "partners/key.html", {"form": form, "partner": partner, "key": key, "nav": "partners"})


@require_POST
@permission_required(Permission.KEEP_PARTNERS)
def revoke(request: Request, uid: UUID, mark: str) -> HttpResponse:
    partner = _kept(request, uid)
    if partners.revoke_key(partner, mark, by=request.user):
        messages.success(request, _("The key has ended. The next call with it is refused."))
    return redirect("partner", uid)


def _kept(request: Request, uid: UUID) -> Partner:
    return get_object_or_404(Partner.objects.kept_by(request.user), uid=uid)


def _save(request: Request, partner: Partner | None, form: PartnerForm) -> Partner:
    facts = dict(form.cleaned_data)
    services = list(facts.pop("services"))
    saved = partners.save(partner, facts, services, by=request.user)
    messages.success(request, _("It was saved."))
    return saved
