from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.models import UidModel


class OfferQuerySet(models.QuerySet["Offer"]):
    def open_on(self, day: date) -> OfferQuerySet:
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day), valid_from__lte=day)


class Offer(UidModel):
    """A service given by a provider at a site, with its capacity. No personal data."""

    service = models.ForeignKey("services.Service", models.PROTECT, related_name="offers")
    provider = models.ForeignKey("people.Organisation", models.PROTECT, related_name="offers")
    site_bg = models.CharField(_("site in Bulgarian"), max_length=160)
    site_en = models.CharField(_("site in English"), max_length=160)
    settlement = models.ForeignKey("people.Settlement", models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField(_("capacity"))
    capacity_unit = models.CharField(_("unit of capacity"), max_length=12, default="places")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def __str__(self) -> str:
        return f"{self.provider} · {self.site}"

    @property
    def site(self) -> str:
        return self.site_en if get_language() == "en" else self.site_bg


class PlaceSnapshot(models.Model):
    """Free places of an offer as public pages show them: counted every 15 minutes and stamped with the moment."""

    offer = models.OneToOneField(Offer, models.CASCADE, related_name="snapshot")
    free = models.PositiveIntegerField(_("free"))
    total = models.PositiveIntegerField(_("total"))
    waiting = models.PositiveIntegerField(_("waiting"), default=0)
    taken_at = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("snapshot of free places")
        verbose_name_plural = _("snapshots of free places")

    def __str__(self) -> str:
        return f"{self.free}/{self.total}"
