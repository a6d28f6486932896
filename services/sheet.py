"""A service's own page: what it shows, loaded in at most four queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from services import admission, fees, hours
from services.models import (
    Admission,
    FeeBasis,
    LegalGround,
    Offer,
    ProcessingTime,
    Service,
    ServiceDocument,
    Stage,
    TargetGroup,
    language,
)
from services.models.offer import Access as SiteAccess
from services.models.service import ServiceQuerySet
from services.pages import decided_by, fee_by_law
from services.places import offers_of


@dataclass(frozen=True)
class Free:
    """Free places as of a moment; `is_old` ones promise nothing."""

    free: int
    total: int
    waiting: int
    wait_days: int | None
    as_of: datetime

    @property
    def is_old(self) -> bool:
        return timezone.now() - self.as_of > timedelta(hours=settings.SNAPSHOT_STALE_HOURS)


@dataclass(frozen=True)
class Facts:
    """The panel beside the text: what changes from day to day."""

    fee: str
    fee_note: str
    has_calculator: bool
    decided_by: str
    places: Free | None
    time: ProcessingTime | None


@dataclass(frozen=True)
class Helper:
    """Who gives the service and where."""

    who: str
    site: str
    address: str
    phone: str
    hours: list[str]
    access: list[str]
    places: Free | None


def shown() -> ServiceQuerySet:
    """One query: the columns of the page and, as arrays, what belongs to the service."""
    lang = language()
    texts = ("name", "summary", "gets", "eligibility", "priority", "fee_note", "law_group__name")
    return (
        Service.objects.published()
        .select_related("law_group", "processing_time")
        .only(
            "slug", *(f"{text}_{lang}" for text in texts), "fee_basis", "details", "access", "referral_by",
            "decision_act", "online_application", "emergency", "valid_from", "valid_to", "processing_time__p50",
            "processing_time__p90", "processing_time__cases", "processing_time__since",
        )
        .annotate(
            groups=ArraySubquery(_of(TargetGroup, "services", "position").values(f"name_{lang}")),
            grounds=ArraySubquery(_of(LegalGround, "services", "slug").values(f"name_{lang}")),
            papers=ArraySubquery(_papers(lang)),
            steps=ArraySubquery(_of(Stage, "service", "position").values(
                data=JSONObject(name=f"name_{lang}", text=f"text_{lang}", days="due_days"))),
            windows=ArraySubquery(_of(Admission, "service", "opens_on").values(
                data=JSONObject(opens_on="opens_on", closes_on="closes_on", quota="quota",
                                by_invitation="by_invitation"))),
        )
    )  # fmt: skip


def _of(model: type[Model], link: str, order: str) -> QuerySet[Any]:
    """What the service points to, or what points to it."""
    return model._default_manager.filter(**{link: OuterRef("pk")}).order_by(order)


def _papers(lang: str) -> QuerySet[Any]:
    """What a person needs: the condition, whether we obtain it ourselves, and how to speak of our own papers."""
    return _of(ServiceDocument, "service", "position").values(
        data=JSONObject(
            name=F(f"document_type__name_{lang}"),
            when=F(f"when_{lang}"),
            regix=F("document_type__regix"),
            ours=F("document_type__issued_by_office"),
            shown_as=F("document_type__shown_as_bg"),
        )
    )


def context(service: Any, today: date) -> dict[str, Any]:
    """`service` comes from `shown()`."""
    standing = admission.standing(service, admission.windows_of(service.windows), today)
    offers = offers_of(service, today)
    return {
        "service": service,
        "standing": standing,
        "facts": facts(service, offers, today, is_open=standing.is_open),
        "helpers": [_helper(offer) for offer in offers],
        "gets": lines(service.in_language("gets")),
        "eligibility": service.in_language("eligibility"),
        "priority": service.in_language("priority"),
        "status_note": service.details.get(f"status_note_{language()}", ""),
        "decision_note": service.details.get(f"decision_note_{language()}", ""),
    }


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def facts(service: Service, offers: list[Offer], today: date, *, is_open: bool = True) -> Facts:
    tariff = fees.in_force(service, today) if service.fee_basis != FeeBasis.FREE else None
    return Facts(
        fee=fees.in_words(tariff) if tariff else fee_by_law(service),
        fee_note=service.fee_note,
        has_calculator=tariff is not None and fees.can_compute(tariff),
        decided_by=decided_by(service),
        places=_together([found for offer in offers if (found := _free(offer))]) if is_open else None,
        time=getattr(service, "processing_time", None),
    )


def _free(offer: Offer) -> Free | None:
    snapshot = getattr(offer, "snapshot", None)
    if snapshot is None:
        return None
    return Free(snapshot.free, snapshot.total, snapshot.waiting, snapshot.wait_days, snapshot.taken_at)


def _together(parts: list[Free]) -> Free | None:
    """Places add up; those who wait for the service are counted with each of its offers. As old as the oldest."""
    if not parts:
        return None
    days = [part.wait_days for part in parts if part.wait_days is not None]
    return Free(
        free=sum(part.free for part in parts),
        total=sum(part.total for part in parts),
        waiting=max(part.waiting for part in parts),
        wait_days=max(days, default=None),
        as_of=min(part.as_of for part in parts),
    )


def _helper(offer: Offer) -> Helper:
    site = offer.place
    labels = dict(SiteAccess.choices)
    address = f"{site.settlement}, {site.address}" if site and site.address else ""
    says_address = bool(site and site.address and site.address in offer.site)
    return Helper(
        who=offer.provider.name,
        site="" if says_address else offer.site,
        address=address,
        phone=(site.phone if site else "") or offer.provider.phone,
        hours=hours.in_words(site.hours) if site else [],
        access=[str(labels[code]) for code in site.access if code in labels] if site else [],
        places=_free(offer),
    )
