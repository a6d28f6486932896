from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.dated import not_ended
from services.models.bilingual import Bilingual, language
from services.models.vocabulary import DocumentType, LawGroup, LegalGround, Need, TargetGroup


class Access(models.TextChoices):
    GENERAL = "general", _("open to everybody")
    SPECIALISED = "specialised", _("after an assessment")
    MIXED = "mixed", _("partly open to everybody")


class ReferralBy(models.TextChoices):
    """Who refers a person to the service (Social Services Act, art. 74 and 75)."""

    NONE = "none", _("nobody: no referral is needed")
    MUNICIPALITY = "municipality", _("the municipality")
    DSP = "dsp", _("the Social Assistance Directorate")
    DSP_OR_MUNICIPALITY = "dsp_or_municipality", _("the Social Assistance Directorate or the municipality")
    COURT = "court", _("the court")


# Received and forwarded by the municipality, never decided by it.
DECIDED_ELSEWHERE = frozenset({ReferralBy.DSP, ReferralBy.COURT})


class DecisionAct(models.TextChoices):
    """What ends the procedure (domain.md A3)."""

    ASSESSMENT = "assessment", _("preliminary assessment, which proves the referral")
    ORDER = "order", _("mayor's order")
    COMMISSION_PROTOCOL = "commission_protocol", _("protocol of a commission")
    CONTRACT = "contract", _("contract")
    NONE = "none", _("no act")


class FeeBasis(models.TextChoices):
    FREE = "free", _("free of charge")
    PERCENT_INCOME = "percent_income", _("part of the income, never more than the real cost")
    MUNICIPAL_TARIFF = "municipal_tariff", _("fee set by the municipal council")
    CONTRACT_PRICE = "contract_price", _("price agreed with the provider")


class CapacityUnit(models.TextChoices):
    PLACES = "places", _("places")
    USERS = "users", _("users")
    HOURS = "hours", _("hours a month")
    MEALS = "meals", _("portions a day")
    FAMILIES = "families", _("families")
    NONE = "none", _("no limit")


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> ServiceQuerySet:
        return self.filter(is_published=True)

    def in_force(self, day: date) -> ServiceQuerySet:
        """Published and, for a programme, between its first and last day."""
        return self.published().filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day),
            not_ended(day),
        )

    def at_counter(self) -> ServiceQuerySet:
        """What a clerk writes up an application for."""
        return self.published().exclude(access=Access.GENERAL)

    def asked_in(self, application_pk: int) -> ServiceQuerySet:
        """In the order in which the application asks for them."""
        return self.filter(requests__application=application_pk).order_by("requests__position")

    def online(self) -> ServiceQuerySet:
        asked_for = self.at_counter().filter(online_application=True)
        return asked_for.exclude(emergency=True).exclude(details__contains={"hide_address": True})


class Service(Bilingual):
    """What the municipality offers. `slug` is the identifier everywhere: address, API, exports. No personal data."""

    slug = models.SlugField(_("identifier"), unique=True)
    abbr_bg = models.CharField(_("abbreviation"), max_length=20, blank=True)
    law_group = models.ForeignKey(LawGroup, models.PROTECT, related_name="services")
    extra_law_groups = models.ManyToManyField(LawGroup, related_name="+", blank=True)
    access = models.CharField(_("access"), max_length=12, choices=Access)
    referral_by = models.CharField(_("referred by"), max_length=24, choices=ReferralBy)
    decision_act = models.CharField(_("ends with"), max_length=24, choices=DecisionAct)
    online_application = models.BooleanField(_("can be applied for online"), default=True)
    emergency = models.BooleanField(_("emergency"), default=False)
    is_published = models.BooleanField(_("published"), default=True)
    target_groups = models.ManyToManyField(TargetGroup, related_name="services")
    summary_bg = models.TextField(_("summary in Bulgarian"))
    summary_en = models.TextField(_("summary in English"))
    needs = models.ManyToManyField(Need, related_name="services", blank=True)
    gets_bg = models.TextField(_("what a person gets, in Bulgarian"), blank=True)
    gets_en = models.TextField(_("what a person gets, in English"), blank=True)
    eligibility_bg = models.TextField(_("who may use it, in Bulgarian"), blank=True)
    eligibility_en = models.TextField(_("who may use it, in English"), blank=True)
    priority_bg = models.TextField(_("who comes first, in Bulgarian"), blank=True)
    priority_en = models.TextField(_("who comes first, in English"), blank=True)
    legal_grounds = models.ManyToManyField(LegalGround, related_name="services", blank=True)
    fee_basis = models.CharField(_("fee basis"), max_length=24, choices=FeeBasis, default=FeeBasis.FREE)
    fee_note_bg = models.CharField(_("fee note in Bulgarian"), max_length=300, blank=True)
    fee_note_en = models.CharField(_("fee note in English"), max_length=300, blank=True)
    capacity_unit = models.CharField(
        _("unit of capacity"), max_length=12, choices=CapacityUnit, default=CapacityUnit.PLACES
    )
    valid_from = models.DateField(_("offered from"), null=True, blank=True)
    valid_to = models.DateField(_("offered until"), null=True, blank=True)
    egov_number = models.CharField(_("number in the register of services"), max_length=12, blank=True)
    owner = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    reviewed_on = models.DateField(_("last checked on"), null=True, blank=True)
    review_months = models.PositiveSmallIntegerField(_("to be checked every … months"), default=12)
    # When its editors were last reminded to check it.
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    requires = models.JSONField(_("requires"), default=dict, blank=True)
    aliases_bg = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    aliases_en = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    details = models.JSONField(_("further facts from the reference data"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)
    words_bg = models.TextField(editable=False, default="")
    words_en = models.TextField(editable=False, default="")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [
            GinIndex(fields=["search"], name="service_search", fastupdate=False),
            # The editors' list, a page at a time.
            models.Index(fields=["name_bg", "slug"], name="services_by_name_bg"),
            models.Index(fields=["name_en", "slug"], name="services_by_name_en"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.slug])

    @property
    def summary(self) -> str:
        return self.in_language("summary")

    @property
    def fee_note(self) -> str:
        return self.in_language("fee_note")

    @property
    def aliases(self) -> list[str]:
        """The everyday words in the reader's language."""
        return list(self.aliases_en if language() == "en" else self.aliases_bg)

    @property
    def is_decided_here(self) -> bool:
        """The municipality assesses and decides; otherwise it receives, forwards and tracks."""
        return self.referral_by not in DECIDED_ELSEWHERE

    @property
    def is_protected(self) -> bool:
        """People hide there: no page says where it is (crisis centres)."""
        return self.emergency or bool(self.details.get("hide_address"))

    @property
    def takes_applications(self) -> bool:
        """General-access services need a phone call or a visit, not an application."""
        return self.access != Access.GENERAL

    @property
    def can_apply_online(self) -> bool:
        return self.takes_applications and self.online_application and not self.is_protected


class ServiceDocument(models.Model):
    """A document the service asks for, with the condition in plain words and as data."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="documents")
    document_type = models.ForeignKey(DocumentType, models.PROTECT, related_name="+")
    when_bg = models.CharField(_("condition in Bulgarian"), max_length=200, blank=True)
    when_en = models.CharField(_("condition in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("needed document")
        verbose_name_plural = _("needed documents")
        constraints = [models.UniqueConstraint(fields=["service", "document_type"], name="a_document_once_a_service")]

    def __str__(self) -> str:
        return str(self.document_type)

    @property
    def when(self) -> str:
        return self.when_en if language() == "en" else self.when_bg


class CatalogueState(models.Model):
    """One row: the catalogue's version. Public pages are cached under it."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("state of the catalogue")
        verbose_name_plural = _("state of the catalogue")

    def __str__(self) -> str:
        return str(self.version)
