from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from records.dated import in_force
from records.models import UidModel
from services.models.bilingual import Bilingual, language
from services.models.service import CapacityUnit

if TYPE_CHECKING:
    from people.models import User


class Access(models.TextChoices):
    """What a place offers to people who need it to get in, find their way or be understood."""

    STEP_FREE = "step_free", _("entrance without steps")
    LIFT = "lift", _("lift")
    TOILET = "toilet", _("accessible toilet")
    PARKING = "parking", _("parking place for people with disabilities")
    HEARING_LOOP = "hearing_loop", _("hearing loop")
    SIGN_LANGUAGE = "sign_language", _("sign language on request")
    GUIDE_LINES = "guide_lines", _("guiding lines for blind people")
    BUS = "bus", _("bus stop nearby")


class Site(Bilingual):
    """A place where people are helped. A secret one never shows its address. No personal data."""

    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="sites")
    settlement = models.ForeignKey("people.Settlement", models.PROTECT, related_name="+")
    address_bg = models.CharField(_("address in Bulgarian"), max_length=160, blank=True)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # [{days: "mon-fri", opens: "08:00", closes: "17:00"}]
    hours = models.JSONField(_("opening hours"), default=list, blank=True)
    hours_note_bg = models.CharField(_("note to the hours, in Bulgarian"), max_length=160, blank=True)
    hours_note_en = models.CharField(_("note to the hours, in English"), max_length=160, blank=True)
    access = ArrayField(models.CharField(max_length=16, choices=Access), default=list, blank=True)
    access_note_bg = models.CharField(_("note to the accessibility, in Bulgarian"), max_length=300, blank=True)
    access_note_en = models.CharField(_("note to the accessibility, in English"), max_length=300, blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    @property
    def address(self) -> str:
        return self.in_language("address")


class OfferQuerySet(models.QuerySet["Offer"]):
    def open_on(self, day: date) -> OfferQuerySet:
        return self.filter(in_force(day))

    def kept_by(self, user: User) -> OfferQuerySet:
        """Of the providers for which the user works."""
        return self.filter(provider__in=user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER))

    def in_secret(self) -> OfferQuerySet:
        """Where somebody is protected: nothing of these offers, nor where they are, is ever told."""
        service = models.Q(service__emergency=True) | models.Q(service__details__hide_address=True)
        owner = models.Q(provider__is_secret=True) | models.Q(place__organisation__is_secret=True)
        return self.filter(service | owner)

    def secret_places(self) -> models.QuerySet[Any, Any]:
        """Their keys; an offer in the open at such a place is not told either."""
        return self.in_secret().filter(place__isnull=False).values("place")

    def in_the_open(self) -> OfferQuerySet:
        every = Offer.objects
        return self.exclude(pk__in=every.in_secret().values("pk")).exclude(place__in=every.secret_places())


class Offer(UidModel):
    """A service given by a provider at a site, with its capacity. No personal data."""

    slug = models.SlugField(_("identifier"), max_length=110, unique=True)
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="offers")
    provider = models.ForeignKey("people.Organisation", models.PROTECT, related_name="offers")
    site_bg = models.CharField(_("site in Bulgarian"), max_length=160)
    site_en = models.CharField(_("site in English"), max_length=160)
    settlement = models.ForeignKey("people.Settlement", models.PROTECT, related_name="+")
    place = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="offers")
    capacity = models.PositiveIntegerField(_("capacity"))
    capacity_unit = models.CharField(
        _("unit of capacity"), max_length=12, choices=CapacityUnit, default=CapacityUnit.PLACES
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        # The editors' list, a page at a time.
        indexes = [
            models.Index(fields=["site_bg", "slug"], name="offers_by_site_bg"),
            models.Index(fields=["site_en", "slug"], name="offers_by_site_en"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.site}"

    @property
    def site(self) -> str:
        return self.site_en if language() == "en" else self.site_bg


class PlannedCapacity(UidModel):
    """From a day on the offer has so many units, until the next such row. No personal data.

    `Offer.capacity` is what is in force today: on its day a row is carried out, once, and stays as history.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="planned")
    starts_on = models.DateField(_("from"))
    amount = models.PositiveIntegerField(_("capacity"))
    carried_out_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        ordering = ["starts_on", "id"]
        verbose_name = _("planned capacity")
        verbose_name_plural = _("planned capacities")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "starts_on"],
                condition=models.Q(carried_out_at__isnull=True),
                name="one_plan_a_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.amount)


class PlaceSnapshot(models.Model):
    """Free places of an offer as public pages show them: counted every 15 minutes and stamped with the moment."""

    offer = models.OneToOneField(Offer, models.CASCADE, related_name="snapshot")
    free = models.PositiveIntegerField(_("free"))
    total = models.PositiveIntegerField(_("total"))
    waiting = models.PositiveIntegerField(_("waiting"), default=0)
    wait_days = models.PositiveIntegerField(_("usual wait in days"), null=True, blank=True)
    taken_at = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("snapshot of free places")
        verbose_name_plural = _("snapshots of free places")

    def __str__(self) -> str:
        return f"{self.free}/{self.total}"


class ProcessingTime(models.Model):
    """How long closed cases of a service took, from the incoming number to the end. Counted, never typed.

    Days are calendar days: half of the cases took `p50` or less, nine of ten `p90` or less.
    """

    service = models.OneToOneField("services.Service", models.CASCADE, related_name="processing_time")
    cases = models.PositiveIntegerField(_("closed cases"))
    p50 = models.PositiveIntegerField(_("half take at most"))
    p90 = models.PositiveIntegerField(_("nine of ten take at most"))
    since = models.DateField(_("cases closed since"))
    counted_at = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("processing time")
        verbose_name_plural = _("processing times")

    def __str__(self) -> str:
        return f"{self.p50}/{self.p90}"
