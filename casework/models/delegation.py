"""Who signs which acts for whom, and where such an act is appealed: rows between dates."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.dated import in_force, not_ended
from records.models import UidModel
from services.models import DecisionAct


class Issuer(models.TextChoices):
    """In whose name an act is issued: the body above it hears the appeal (APK art. 93)."""

    MAYOR = "mayor", _("mayor of the municipality")
    DISTRICT = "district", _("mayor of a district or of a village")


class AppealRouteQuerySet(models.QuerySet["AppealRoute"]):
    def in_force(self, issuer: str, day: date) -> AppealRoute | None:
        return self.filter(in_force(day), issuer=issuer).order_by("-valid_from").first()


class AppealRoute(models.Model):
    """Before whom an act of an issuer is appealed and through whom, in force between dates. Configuration."""

    issuer = models.CharField(_("issued by"), max_length=10, choices=Issuer)
    # As it stands in the signature: „кмет на Община …“.
    issuer_bg = models.CharField(_("issuer in Bulgarian"), max_length=160)
    body_bg = models.CharField(_("body above it in Bulgarian"), max_length=160)
    body_en = models.CharField(_("body above it in English"), max_length=160)
    court_bg = models.CharField(_("court in Bulgarian"), max_length=160)
    court_en = models.CharField(_("court in English"), max_length=160)
    through_bg = models.CharField(_("through whom in Bulgarian"), max_length=160)
    through_en = models.CharField(_("through whom in English"), max_length=160)
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = AppealRouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("way of an appeal")
        verbose_name_plural = _("ways of an appeal")
        constraints = [models.UniqueConstraint(fields=["issuer", "valid_from"], name="one_way_of_appeal_a_day")]

    def __str__(self) -> str:
        return self.body

    def _in_language(self, name: str) -> str:
        return str(getattr(self, f"{name}_{'en' if get_language() == 'en' else 'bg'}"))

    @property
    def body(self) -> str:
        return self._in_language("body")

    @property
    def court(self) -> str:
        return self._in_language("court")

    @property
    def through(self) -> str:
        return self._in_language("through")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, day: date) -> DelegationQuerySet:
        return self.filter(in_force(day), ended_at=None)

    def not_ended(self, day: date) -> DelegationQuerySet:
        return self.filter(not_ended(day), ended_at=None)

    def for_act(self, act: str, service_id: int) -> DelegationQuerySet:
        """An order that names neither acts nor services is for all of them; the narrowest comes first."""
        acts = models.Q(acts=[]) | models.Q(acts__contains=[act])
        services = models.Q(services=None) | models.Q(services=service_id)
        named_first = models.F("services").asc(nulls_last=True)
        return self.filter(acts, services).order_by(named_first, "-valid_from", "-pk")

    def with_parts(self) -> DelegationQuerySet:
        return self.select_related("user", "recorded_by").prefetch_related("services")


class Delegation(UidModel):
    """An order that lets somebody sign acts for the mayor, between two dates. A mayor has one without a number.

    No personal data besides the working name of the official. Never deleted: what was signed refers to it.
    """

    user = models.ForeignKey("people.User", models.PROTECT, related_name="delegations", verbose_name=_("who signs"))
    issuer = models.CharField(_("in whose name"), max_length=10, choices=Issuer)
    # Empty: every act.
    acts = ArrayField(models.CharField(max_length=24, choices=DecisionAct), default=list, blank=True)
    services = models.ManyToManyField("services.Service", related_name="+", blank=True)
    order_number = models.CharField(_("number of the order"), max_length=40, blank=True)
    order_date = models.DateField(_("date of the order"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    # Ended by somebody before its last day: from that moment.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    recorded_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("delegation of signature")
        verbose_name_plural = _("delegations of signature")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(order_number="", order_date__isnull=True)
                | (~models.Q(order_number="") & models.Q(order_date__isnull=False)),
                name="an_order_has_a_number_and_a_date",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="a_delegation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.order

    @property
    def order(self) -> str:
        """`РД-15-204/02.01.2026 г.`, or nothing where the mayor signs in person."""
        return f"{self.order_number}/{self.order_date:%d.%m.%Y} г." if self.order_date else ""
