from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField, EncryptedTextField
from records.dated import in_force
from records.models import DATA_KEY, SealedModel
from records.workflow import Workflow, step
from services.models import DecisionAct

if TYPE_CHECKING:
    from people.models import User


class Outcome(models.TextChoices):
    APPROVAL = "approval", _("approval")
    REFUSAL = "refusal", _("refusal")
    # Of the procedure, or of a help in use.
    TERMINATION = "termination", _("termination")
    # Acts about an earlier act.
    CHANGE = "change", _("change")
    CORRECTION = "correction", _("correction of an obvious mistake")
    REVOCATION = "revocation", _("revocation")


# What an application ends with; one of them is in force.
ANSWERS = (Outcome.APPROVAL, Outcome.REFUSAL, Outcome.TERMINATION, Outcome.CHANGE)
# What mends or takes back another act stands beside it, and is appealed by itself (APK art. 62, 99).
BESIDE = (Outcome.CORRECTION, Outcome.REVOCATION)


class ReasonKind(models.TextChoices):
    REFUSAL = "refusal", _("refusal by the municipality")
    DECLINE = "decline", _("declined by the provider")
    ENDING = "ending", _("ended by the provider")
    NO_CONSENT = "no_consent", _("ground to ask a provider without consent")


class InForce(models.QuerySet):
    def in_force(self, day: date) -> InForce:
        return self.filter(in_force(day))


class Reason(models.Model):
    """A coded reason with its legal ground, in force between dates."""

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ReasonKind)
    text_bg = models.CharField(_("text in Bulgarian"), max_length=400)
    text_en = models.CharField(_("text in English"), max_length=400)
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200, blank=True)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200, blank=True)
    # Of an ending: nobody needs another place, and the case is over; and whether the provider says it days ahead.
    ends_case = models.BooleanField(_("no other place is looked for"), default=False)
    needs_notice = models.BooleanField(_("the provider says it in advance"), default=True)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_bg

    @property
    def legal_ground(self) -> str:
        return self.legal_ground_en if get_language() == "en" else self.legal_ground_bg


class TemplateQuerySet(models.QuerySet["DecisionTemplate"]):
    def used(self, act: str, outcome: str) -> TemplateQuerySet:
        """The newest first."""
        return self.filter(act=act, outcome=outcome, is_used=True).order_by("-valid_from", "-pk")

    def not_read(self) -> TemplateQuerySet:
        return self.filter(is_used=False)

    def waiting(self, act: str, outcome: str) -> DecisionTemplate | None:
        """Written by somebody, and not read by a second person yet."""
        return self.filter(act=act, outcome=outcome, is_used=False).select_related("written_by", "service").first()

    def for_act(self, act: str, outcome: str, service_id: int, day: date) -> DecisionTemplate:
        """The service's own wording of that day, or that of every service. Raises DoesNotExist."""
        whose = models.Q(service=None) | models.Q(service=service_id)
        own_first = models.F("service").desc(nulls_last=True)
        found = self.filter(whose, in_force(day), act=act, outcome=outcome, is_used=True)
        row = found.order_by(own_first, "-valid_from").first()
        if row is None:
            raise DecisionTemplate.DoesNotExist
        return row


class DecisionTemplate(models.Model):
    """The wording of an act and outcome in the placeholder grammar. Never Django or Jinja."""

    act = models.CharField(_("act"), max_length=24, choices=DecisionAct)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    # Empty: for every service; its own wording comes first.
    service = models.ForeignKey(
        "services.Service", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    title_bg = models.CharField(_("title"), max_length=200)
    body_bg = models.TextField(_("text"))
    appeal_bg = models.TextField(_("appeal clause"))
    # Said when the act is carried out before it can no longer be appealed (APK art. 60).
    execution_bg = models.TextField(_("clause of preliminary execution"), blank=True, default="")
    legal_grounds_bg = models.CharField(_("legal grounds"), max_length=400)
    signatory_bg = models.CharField(_("signatory"), max_length=200)
    register = models.CharField(_("register"), max_length=10)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    # A wording that somebody wrote waits until somebody else has read it.
    is_used = models.BooleanField(_("read by a second person"), default=True)
    written_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    former_writers = models.ManyToManyField("people.User", related_name="+", blank=True)
    checked_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision template")
        verbose_name_plural = _("decision templates")
        constraints = [
            models.UniqueConstraint(
                fields=["act", "outcome", "service", "valid_from"],
                condition=models.Q(is_used=True),
                nulls_distinct=False,
                name="one_template_a_service_and_day",
            ),
            models.UniqueConstraint(
                fields=["act", "outcome"], condition=models.Q(is_used=False), name="one_wording_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by__isnull=True) | ~models.Q(checked_by=models.F("written_by")),
                name="four_eyes_on_a_wording",
            ),
            models.CheckConstraint(condition=~models.Q(appeal_bg=""), name="a_template_says_where_to_appeal"),
        ]

    def __str__(self) -> str:
        return self.title_bg

    def was_written_by(self, user: User) -> bool:
        """Also by whom wrote a text of it that a colleague has since changed."""
        return self.written_by_id == user.pk or self.former_writers.filter(pk=user.pk).exists()

    @property
    def mark(self) -> str:
        """The same for the same words of the same day alone."""
        texts = (self.title_bg, self.legal_grounds_bg, self.body_bg, self.execution_bg, self.appeal_bg)
        said = "\x1f".join((*texts, self.signatory_bg, str(self.valid_from), str(self.service_id)))
        return hashlib.sha256(said.encode()).hexdigest()


class DecisionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved, being sealed")
    PUBLISHED = "published", _("published")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced by a later one")


# A reader may see it; what became of it is said beside.
STANDING = (DecisionStatus.PUBLISHED, DecisionStatus.REVOKED, DecisionStatus.REPLACED)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def published_for(self, user: User) -> DecisionQuerySet:
        """A citizen sees published decisions alone, on applications the citizen may open."""
        from applications.models import Application

        mine = Application.objects.visible_to(user)
        return self.filter(status__in=STANDING, case__request__application__in=mine)

    def to_deliver(self) -> DecisionQuerySet:
        """Published, and not known yet to everybody whom it concerns."""
        return self.filter(status=DecisionStatus.PUBLISHED, delivered_on__isnull=True)

    def answers(self) -> DecisionQuerySet:
        """Without the acts that only mend or take back another one."""
        return self.filter(outcome__in=ANSWERS)

    def standing(self) -> DecisionQuerySet:
        """What was published, also what did not last; the newest first."""
        return self.filter(status__in=STANDING).order_by("-pk")

    def beside(self) -> DecisionQuerySet:
        """Acts that only mend or take back another one, in force and still to be appealed; the newest first."""
        rows = self.filter(outcome__in=BESIDE, status=DecisionStatus.PUBLISHED, final_on=None)
        return rows.order_by("-pk")

    def for_officers(self) -> DecisionQuerySet:
        """How it stands, and why it was returned."""
        columns = ("uid", "case", "outcome", "status", "number", "published_at", "returned_note", "drafted_by__name")
        return self.select_related("drafted_by", "data_key").only(*columns, *DATA_KEY)


class Decision(Workflow, SealedModel):
    """What ends the procedure: assessment as referral, order, protocol or contract; all documents of one kind.

    Encrypted under the application's key: the text. Approved by somebody who did not draft it.
    """

    STEPS = {
        "redraft": step(DecisionStatus.DRAFT, to=DecisionStatus.DRAFT),
        "approve": step(DecisionStatus.DRAFT, to=DecisionStatus.APPROVED),
        "publish": step(DecisionStatus.APPROVED, to=DecisionStatus.PUBLISHED),
        "revoke": step(DecisionStatus.PUBLISHED, to=DecisionStatus.REVOKED),
        "replace": step(DecisionStatus.PUBLISHED, to=DecisionStatus.REPLACED),
        # What had revoked it was itself revoked after an appeal.
        "restore": step(DecisionStatus.REVOKED, to=DecisionStatus.PUBLISHED),
        "become_final": step(DecisionStatus.PUBLISHED, to=DecisionStatus.PUBLISHED),
    }

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="decisions")
    # The earlier act that this one changes, ends, corrects or revokes.
    changes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    act = models.CharField(_("act"), max_length=24, choices=DecisionAct)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    template = models.ForeignKey(DecisionTemplate, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=DecisionStatus, default=DecisionStatus.DRAFT)
    findings = EncryptedTextField(_("facts and reasons"), null=True, blank=True)
    # Of a refusal: every condition that is not met, in Bulgarian; computed, and added by the officer.
    unmet = EncryptedJSONField(_("conditions that are not met"), null=True, blank=True)
    reasons = models.ManyToManyField(Reason, related_name="+", blank=True)
    alternatives = models.ManyToManyField("services.Service", related_name="+", blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    number = models.CharField(_("number"), max_length=30, null=True, blank=True, unique=True)
    drafted_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("drafted at"))
    # Whose earlier text it was before somebody improved it: they do not sign it either.
    former_drafters = models.ManyToManyField("people.User", related_name="+", blank=True)
    approved_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # By which order the one who approved signs, and in whose name.
    delegation = models.ForeignKey("casework.Delegation", models.PROTECT, null=True, blank=True, related_name="+")
    # Why it is carried out before it can no longer be appealed; empty where it is not.
    execution_reason = EncryptedTextField(_("why it is carried out at once"), null=True, blank=True)
    document_uid = models.UUIDField(_("document"), null=True, blank=True)
    easy_uid = models.UUIDField(_("the same in easy words"), null=True, blank=True)
    first_read_at = models.DateTimeField(_("first opened by the citizen"), null=True, blank=True)
    appeal_until = models.DateField(_("can be appealed until"), null=True, blank=True)
    # From when everybody whom it concerns knows it, and from when it can be appealed no more.
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    # When letters went out to those who had not opened it.
    letters_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    final_on = models.DateField(_("in force since"), null=True, blank=True)
    appeals_open = models.PositiveSmallIntegerField(_("appeals not decided yet"), default=0)
    # When the person was told that the help ends and can be asked for again.
    renewal_told_on = models.DateField(null=True, blank=True, editable=False)
    returned_note = EncryptedTextField(_("why it was returned"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(
                fields=["valid_until"],
                name="decisions_that_end",
                condition=models.Q(
                    status="published", outcome__in=("approval", "change"), renewal_told_on__isnull=True
                ),
            ),
            models.Index(
                fields=["published_at", "id"],
                name="decisions_to_deliver",
                condition=models.Q(status="published", delivered_on__isnull=True),
            ),
            models.Index(
                fields=["appeal_until"],
                name="decisions_not_final",
                condition=models.Q(status="published", final_on__isnull=True, delivered_on__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(status__in=["draft", "approved"]), name="one_draft_a_case"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(status="published", outcome__in=[answer.value for answer in ANSWERS]),
                name="one_decision_in_force_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["change", "correction", "revocation"])
                | models.Q(changes__isnull=False),
                name="an_act_about_an_act_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True, approved_by__isnull=True, number__isnull=True)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False, number__isnull=False),
                name="approved_has_date_person_and_number",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("drafted_by")),
                name="four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("draft decision"))

    @property
    def is_beside(self) -> bool:
        """One of `DecisionQuerySet.beside`."""
        return self.outcome in BESIDE and self.status == DecisionStatus.PUBLISHED and self.final_on is None

    @property
    def holds_from(self) -> date | None:
        """The first day of what it grants, or that on which it was published: whichever comes first."""
        published = timezone.localdate(self.published_at) if self.published_at else None
        return min((day for day in (self.starts_on, published) if day), default=None)
