from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.place import HoldStatus
from people.roles import Role
from records.crypto import EncryptedJSONField, EncryptedTextField
from records.models import DATA_KEY, SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import Person, User

# A place that the provider has said yes to: from then on the provider assesses and plans.
SERVED = (HoldStatus.ACCEPTED, HoldStatus.TAKEN)


class PlanStatus(models.TextChoices):
    DRAFT = "draft", _("being written")
    # With the provider to which the person moves: the former plan holds until the help has begun there.
    COMING = "coming", _("holds once the help has begun there")
    AGREED = "agreed", _("agreed with the person")
    REPLACED = "replaced", _("replaced by a newer one")
    ENDED = "ended", _("ended with the help there")


class PlanAnswer(models.TextChoices):
    READ = "read", _("has read it")
    OBJECTS = "objects", _("does not agree")


class PlanQuerySet(models.QuerySet["Plan"]):
    def of_provider(self, user: User) -> PlanQuerySet:
        """Of the places that the user's provider keeps or gives now."""
        mine = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
        kept = Q(case__holds__status__in=SERVED, case__holds__offer__provider=F("provider"))
        return (
            self.filter(kept, provider__in=mine)
            .exclude(case__holds__disclosures__withdrawn_at__isnull=False)
            .distinct()
        )

    def agreed(self) -> PlanQuerySet:
        return self.exclude(status=PlanStatus.DRAFT)

    def in_force(self) -> PlanQuerySet:
        return self.filter(status=PlanStatus.AGREED)

    def coming(self) -> PlanQuerySet:
        return self.filter(status=PlanStatus.COMING)

    def ended(self) -> PlanQuerySet:
        return self.filter(status=PlanStatus.ENDED)

    def standing(self) -> PlanQuerySet:
        """That hold, or will once the help has begun."""
        return self.filter(status__in=(PlanStatus.AGREED, PlanStatus.COMING))

    def for_reading(self) -> PlanQuerySet:
        service = ("case__service__name_bg", "case__service__name_en")
        rows = self.select_related("data_key", "provider", "case__service", "made_by")
        return rows.only(*PLAN_COLUMNS, *service, "provider__name_bg", "provider__name_en", "made_by__name", *DATA_KEY)


PLAN_COLUMNS = (
    "uid", "case", "provider", "version", "status", "content", "starts_on", "review_on", "agreed_at", "answer",
    "answered_at", "objection", "document_uid", "made_by", "saves", "saved_at", "ended_on",
)  # fmt: skip


class Plan(Workflow, SealedModel):
    """The individual plan (ИПП; domain.md E7) that a provider agrees with a person, one row a version.

    `content` is what was typed, by the names of the form: goals in the person's words, actions, risks, signature.
    Encrypted under the application's key. A case has one version that holds and one that will
    once the help has begun at another provider (ADR 60); each provider writes one at a time.
    """

    STEPS = {
        "agree": step(PlanStatus.DRAFT, to=PlanStatus.AGREED),
        "agree_ahead": step(PlanStatus.DRAFT, to=PlanStatus.COMING),
        "begin": step(PlanStatus.COMING, to=PlanStatus.AGREED),
        "replace": step(PlanStatus.AGREED, PlanStatus.COMING, to=PlanStatus.REPLACED),
        "end": step(PlanStatus.AGREED, PlanStatus.COMING, to=PlanStatus.ENDED),
    }

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="plans")
    provider = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT)
    content = EncryptedJSONField(_("content"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    saves = models.PositiveIntegerField(_("times saved"), default=0)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    document_uid = models.UUIDField(_("document"), null=True, blank=True)
    answer = models.CharField(_("the person's answer"), max_length=10, choices=PlanAnswer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # In the person's own words.
    objection = EncryptedTextField(_("why not"), null=True, blank=True)
    reminded_on = models.DateField(_("the provider was reminded on"), null=True, blank=True)
    officer_told_on = models.DateField(_("the officer was told on"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        verbose_name = _("individual plan")
        verbose_name_plural = _("individual plans")
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="a_plan_version_once_a_case"),
            models.UniqueConstraint(
                fields=["case", "provider"], condition=Q(status="draft"), name="one_plan_being_written_a_provider"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(status="agreed"), name="one_plan_in_force"),
            models.UniqueConstraint(fields=["case"], condition=Q(status="coming"), name="one_plan_to_come"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(agreed_at__isnull=False, review_on__isnull=False),
                name="an_agreed_plan_says_when_it_is_looked_at_again",
            ),
        ]
        indexes = [models.Index(fields=["review_on"], name="plans_to_review", condition=Q(status="agreed"))]

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def concerns(self) -> Person:
        """Whom messages about it are about."""
        return self.case.beneficiary
