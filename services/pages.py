"""What the public pages of the catalogue show, loaded in few queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from services.models import Offer, ReferralBy, Service, ServiceDocument, Signpost
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


@dataclass(frozen=True)
class Card:
    """A service in the list: made once a row, with nothing left to look up in the template."""

    group: str
    slug: str
    name: str
    summary: str
    url: str


def cards() -> list[Card]:
    """Every published service in the order of the law's groups; one query for the columns that are shown."""
    language = "en" if get_language() == "en" else "bg"
    columns = (f"law_group__name_{language}", "slug", f"name_{language}", f"summary_{language}")
    rows = Service.objects.published().order_by("law_group__position", "position").values_list(*columns)
    base = reverse("services")
    return [Card(group, slug, name, summary, f"{base}{slug}/") for group, slug, name, summary in rows]


def signposts() -> list[Signpost]:
    return list(Signpost.objects.only("slug", "name_bg", "name_en", "ask_bg", "ask_en"))


def with_everything() -> ServiceQuerySet:
    return (
        Service.objects.published()
        .defer("search_bg", "search_en", "words_bg")
        .select_related("law_group")
        .prefetch_related(
            "target_groups", Prefetch("documents", ServiceDocument.objects.select_related("document_type"))
        )
    )


def offers_of(service: Service, day: date) -> list[Offer]:
    """Open offers with provider and snapshot; a secret address never leaves the database."""
    if service.emergency:
        return []
    offers = Offer.objects.open_on(day).filter(service=service, provider__is_secret=False)
    return list(offers.select_related("provider", "snapshot"))


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
