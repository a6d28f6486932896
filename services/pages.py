"""What the public pages of the catalogue show, loaded in few queries."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from services import version
from services.models import LegalGround, Need, Offer, ReferralBy, Service, Signpost, TargetGroup
from services.models.service import ServiceQuerySet


@dataclass(frozen=True)
class Facts:
    """The panel beside the text: what changes from day to day."""

    fee: str
    decided_by: str
    free: int | None
    total: int
    waiting: int
    as_of: datetime | None


class Card(NamedTuple):
    """A service in the list: made once a row, with nothing left to look up in the template."""

    slug: str
    name: str
    summary: str
    url: str


def cards() -> list[tuple[str, list[Card]]]:
    """Every published service under the name of its group, in the law's order; one query for what is shown."""
    language = _language()
    columns = (f"law_group__name_{language}", "slug", f"name_{language}", f"summary_{language}")
    rows = Service.objects.published().order_by("law_group__position", "position").values_list(*columns)
    base = reverse("services")
    return [
        (group, [Card(slug, name, summary, f"{base}{slug}/") for _group, slug, name, summary in found])
        for group, found in groupby(rows, key=itemgetter(0))
    ]


def cards_of(ids: list[int], urgent: set[int]) -> list[tuple[str, list[Card]]]:
    """These services in this order, under the names of their groups; the urgent ones under a name of their own."""
    language = _language()
    columns = (f"law_group__name_{language}", "slug", f"name_{language}", f"summary_{language}", "pk")
    rows = {row[-1]: row for row in Service.objects.published().filter(pk__in=ids).values_list(*columns)}
    base, at_once = reverse("services"), _("Help at once")
    named = [(at_once if pk in urgent else rows[pk][0], *rows[pk][1:4]) for pk in ids if pk in rows]
    return [
        (group, [Card(slug, name, summary, f"{base}{slug}/") for _group, slug, name, summary in found])
        for group, found in groupby(named, key=itemgetter(0))
    ]


def signposts() -> list[tuple[str, str, str]]:
    """(identifier, name, whom to turn to instead)."""
    language = _language()
    columns = ("slug", f"name_{language}", f"ask_{language}")
    elsewhere = _("It is not with us; turn to %(ask)s.")
    rows = Signpost.objects.values_list(*columns)
    return [(slug, name, elsewhere % {"ask": ask}) for slug, name, ask in rows]


def shown() -> ServiceQuerySet:
    """The columns a service's own page shows."""
    language = _language()
    return (
        Service.objects.published()
        .select_related("law_group")
        .only(
            "slug", f"name_{language}", f"summary_{language}", f"fee_note_{language}", "fee_basis", "details", "access",
            "referral_by", "decision_act", "online_application", "emergency", f"law_group__name_{language}",
        )
        .annotate(
            groups=ArraySubquery(_names(TargetGroup, "position")), grounds=ArraySubquery(_names(LegalGround, "slug"))
        )
    )  # fmt: skip


def _names(model: type[TargetGroup] | type[LegalGround], order: str) -> QuerySet[Any]:
    """The names of what a service points to, in the reader's language."""
    return model._default_manager.filter(services=OuterRef("pk")).order_by(order).values(f"name_{_language()}")


def documents_of(service: Service) -> list[dict[str, Any]]:
    """What an applicant brings: `name`, `when` it is needed, and whether we can obtain it ourselves (`regix`)."""
    language = _language()
    columns = (f"document_type__name_{language}", f"when_{language}", "document_type__regix")
    rows = service.documents.order_by("position").values_list(*columns)
    return [{"name": name, "when": when, "regix": regix} for name, when, regix in rows]


def needs() -> list[dict[str, str]]:
    """The doors of the home page: needs in people's own words, each with the list of what helps."""
    return version.kept("needs", _needs)


def _needs() -> list[dict[str, str]]:
    language, base = _language(), reverse("services")
    rows = Need.objects.values_list("slug", f"name_{language}", f"hint_{language}")
    return [{"title": name, "text": hint, "url": f"{base}?need={slug}"} for slug, name, hint in rows]


def _language() -> str:
    return "en" if get_language() == "en" else "bg"


def offers_of(service: Service, day: date) -> list[Offer]:
    """Open offers with provider and snapshot; a secret address never leaves the database."""
    if service.emergency:
        return []
    offers = Offer.objects.open_on(day).filter(service=service, provider__is_secret=False)
    language = _language()
    columns = (
        "service", f"site_{language}", f"provider__name_{language}", "provider__phone", "snapshot__free",
        "snapshot__total", "snapshot__waiting", "snapshot__taken_at",
    )  # fmt: skip
    return list(offers.select_related("provider", "snapshot").only(*columns))


def facts(service: Service, offers: list[Offer]) -> Facts:
    snapshots = [offer.snapshot for offer in offers if hasattr(offer, "snapshot")]
    return Facts(
        fee=fee_in_words(service),
        decided_by=decided_by(service),
        free=sum(snapshot.free for snapshot in snapshots) if snapshots else None,
        total=sum(snapshot.total for snapshot in snapshots),
        waiting=max((snapshot.waiting for snapshot in snapshots), default=0),
        as_of=min((snapshot.taken_at for snapshot in snapshots), default=None),
    )


def fee_in_words(service: Service) -> str:
    return service.fee_note or fee_by_law(service)


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
