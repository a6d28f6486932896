"""What the lists of the catalogue show, loaded in few queries. A service's own page: services.sheet."""

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from services import version
from services.models import Need, ReferralBy, Service, Signpost, language


class Card(NamedTuple):
    """A service in the list: made once a row, with nothing left to look up in the template."""

    slug: str
    name: str
    summary: str
    url: str


def cards() -> list[tuple[str, list[Card]]]:
    """Every published service under the name of its group, in the law's order; one query for what is shown."""
    lang = language()
    columns = (f"law_group__name_{lang}", "slug", f"name_{lang}", f"summary_{lang}")
    rows = Service.objects.published().order_by("law_group__position", "position").values_list(*columns)
    base = reverse("services")
    return [
        (group, [Card(slug, name, summary, f"{base}{slug}/") for _group, slug, name, summary in found])
        for group, found in groupby(rows, key=itemgetter(0))
    ]


def cards_of(ids: list[int], urgent: set[int]) -> list[tuple[str, list[Card]]]:
    """These services in this order, under the names of their groups; the urgent ones under a name of their own."""
    lang = language()
    columns = (f"law_group__name_{lang}", "slug", f"name_{lang}", f"summary_{lang}", "pk")
    rows = {row[-1]: row for row in Service.objects.published().filter(pk__in=ids).values_list(*columns)}
    base, at_once = reverse("services"), _("Help at once")
    named = [(at_once if pk in urgent else rows[pk][0], *rows[pk][1:4]) for pk in ids if pk in rows]
    return [
        (group, [Card(slug, name, summary, f"{base}{slug}/") for _group, slug, name, summary in found])
        for group, found in groupby(named, key=itemgetter(0))
    ]


def signposts() -> list[tuple[str, str, str]]:
    """(identifier, name, whom to turn to instead)."""
    lang = language()
    columns = ("slug", f"name_{lang}", f"ask_{lang}")
    elsewhere = _("It is not with us; turn to %(ask)s.")
    rows = Signpost.objects.values_list(*columns)
    return [(slug, name, elsewhere % {"ask": ask}) for slug, name, ask in rows]


def needs() -> list[dict[str, str]]:
    """The doors of the home page: needs in people's own words, each with the list of what helps."""
    return version.kept("needs", _needs)


def _needs() -> list[dict[str, str]]:
    lang, base = language(), reverse("services")
    rows = Need.objects.values_list("slug", f"name_{lang}", f"hint_{lang}")
    return [{"title": name, "text": hint, "url": f"{base}?need={slug}"} for slug, name, hint in rows]


def fee_by_law(service: Service) -> str:
    """How the fee is set, without the examples that help a reader of the catalogue."""
    return {
        "free": _("free of charge"),
        "percent_income": _("part of your income, never more than the real cost"),
        "municipal_tariff": _("a monthly fee set by the municipal council"),
        "contract_price": _("a price agreed with the provider"),
    }[service.fee_basis]


def decided_by(service: Service) -> str:
    if not service.takes_applications:
        return _("nobody: you may simply come")
    return {
        ReferralBy.DSP.value: _("the Social Assistance Directorate"),
        ReferralBy.COURT.value: _("the court"),
    }.get(service.referral_by, _("the municipality"))
