"""What open data may tell: published services and whatever public rows they lead to, read in portions.

A secret organisation, an emergency service and a service that hides its address leave no trace of where they are: their
offers, their sites and the providers that do nothing else are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import override

from people.models import Organisation, Settlement
from people.models.organisation import OrganisationKind
from services.models import Need, Offer, Revision, Service, ServiceDocument, Signpost, Site, TargetGroup
from services.models.service import ServiceQuerySet

PORTION = 200
LANGUAGES = ("bg", "en")
_PARTS = (
    "extra_law_groups", "target_groups", "needs", "legal_grounds", "tariffs", "requirements",
    Prefetch("documents", ServiceDocument.objects.select_related("document_type")),
)  # fmt: skip


def own_organisation() -> Organisation:
    """The municipality: competent for every service."""
    return Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY, is_secret=False).order_by("id")[0]


def sites() -> QuerySet[Site]:
    found = Site.objects.filter(organisation__in=organisations()).exclude(pk__in=Offer.objects.secret_places())
    return found.select_related("settlement", "organisation").order_by("slug")


def offers(day: date) -> QuerySet[Offer]:
    """Open offers of published services, with provider, place and snapshot; of a programme that has ended, none."""
    found = Offer.objects.open_on(day).filter(service__is_published=True).exclude(service__valid_to__lt=day)
    found = found.in_the_open()
    related = ("provider", "place__settlement", "place__organisation", "settlement", "snapshot")
    return found.select_related(*related).order_by("slug")


def organisations() -> QuerySet[Organisation]:
    """The municipality's own and the institutions; of the providers those that help in the open."""
    in_the_open = Offer.objects.exclude(pk__in=Offer.objects.in_secret().values("pk")).values("provider")
    found = Organisation.objects.filter(is_secret=False)
    return found.filter(~Q(kind=OrganisationKind.PROVIDER) | Q(pk__in=in_the_open)).order_by("slug")


def settlements() -> QuerySet[Settlement]:
    return Settlement.objects.local().order_by("ekatte")


def published(day: date | None = None) -> ServiceQuerySet:
    """Services with everything that an export tells of them, in a number of queries that does not grow."""
    open_offers = Prefetch("offers", offers(day or timezone.localdate()), to_attr="open_offers")
    revisions = Revision.objects.filter(kind="service", slug=OuterRef("slug")).order_by("-number")
    rows = Service.objects.published().select_related("law_group", "owner", "processing_time").order_by("slug")
    return rows.prefetch_related(*_PARTS, open_offers).annotate(revised_at=Subquery(revisions.values("at")[:1]))


def services() -> Iterator[Any]:
    """In portions: ten thousand services need the memory of two hundred."""
    return published().iterator(chunk_size=PORTION)


@dataclass(frozen=True)
class Lists:
    """What services point to; small beside them."""

    own: Organisation
    organisations: list[Organisation]
    sites: list[Site]
    settlements: list[Settlement]
    target_groups: list[TargetGroup]
    needs: list[Need]
    signposts: list[Signpost]


def lists() -> Lists:
    return Lists(
        own=own_organisation(),
        organisations=list(organisations()),
        sites=list(sites()),
        settlements=list(settlements()),
        target_groups=list(TargetGroup.objects.order_by("position")),
        needs=list(Need.objects.order_by("position")),
        signposts=list(Signpost.objects.order_by("slug")),
    )


def texts(row: Any, field: str) -> dict[str, str]:
    """`{"bg": …, "en": …}` of a bilingual column, without the empty ones."""
    found = {code: str(getattr(row, f"{field}_{code}", "") or "") for code in LANGUAGES}
    return {code: text for code, text in found.items() if text}


def in_both(label: Any) -> dict[str, str]:
    """A label of the code in both languages."""
    found = {}
    for code in LANGUAGES:
        with override(code):
            found[code] = str(label)
    return found


def page_of(service: Service, language: str = "bg") -> str:
    prefix = "" if language == "bg" else f"/{language}"
    return f"{settings.PUBLIC_URL}{prefix}/services/{service.slug}/"
