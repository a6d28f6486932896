from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from records.models import UidModel


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("municipality")
    COUNTER = "counter", _("one-stop counter")
    UNIT = "unit", _("unit")
    PROVIDER = "provider", _("provider")
    INSTITUTION = "institution", _("institution")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def counters(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.COUNTER)

    def asked_for_opinions(self) -> OrganisationQuerySet:
        """Institutions that can be written to, by name."""
        return self.filter(kind=OrganisationKind.INSTITUTION, is_secret=False).exclude(email="").order_by("name_bg")

    def helping(self) -> OrganisationQuerySet:
        """Those with mediators today, whom a person may allow to help."""
        today = timezone.localdate()
        now = Membership.objects.filter(role=Role.HELPER, valid_from__lte=today).exclude(valid_to__lt=today)
        return self.filter(pk__in=now.values("organisation")).order_by("name_bg")


class Organisation(UidModel):
    """The municipality's units, its providers and the institutions it forwards to. No personal data."""

    slug = models.SlugField(_("short name"), unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    name_bg = models.CharField(_("name in Bulgarian"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    address_bg = models.CharField(_("address in Bulgarian"), max_length=160, blank=True)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hours_bg = models.CharField(_("opening hours in Bulgarian"), max_length=120, blank=True)
    hours_en = models.CharField(_("opening hours in English"), max_length=120, blank=True)
    is_default_unit = models.BooleanField(_("takes what no rule routes"), default=False)
    is_secret = models.BooleanField(_("address is secret"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default_unit"], condition=models.Q(is_default_unit=True), name="one_default_unit"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_bg

    @property
    def address(self) -> str:
        return self.address_en if get_language() == "en" else self.address_bg

    @property
    def hours(self) -> str:
        return self.hours_en if get_language() == "en" else self.hours_bg


class Membership(models.Model):
    """A user holds a role in an organisation between two dates."""

    user = models.ForeignKey("people.User", models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, role.label) for role in Role])
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(valid_to__isnull=True),
                name="one_open_membership",
            )
        ]

    def __str__(self) -> str:
        return str(Role(self.role).label)
