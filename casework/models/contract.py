from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.assessing import DatedModel
from records.crypto import EncryptedJSONField, EncryptedTextField
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import Person


class ContractTemplate(DatedModel):
    """The wording in the placeholder grammar, in force between dates. Never Django or Jinja."""

    title_bg = models.CharField(_("title"), max_length=200)
    legal_grounds_bg = models.CharField(_("legal grounds"), max_length=400)
    body_bg = models.TextField(_("text"))

    class Meta:
        verbose_name = _("contract template")
        verbose_name_plural = _("contract templates")
        constraints = [models.UniqueConstraint(fields=["valid_from"], name="one_contract_template_a_day")]

    def __str__(self) -> str:
        return self.title_bg


class ContractStatus(models.TextChoices):
    DRAFT = "draft", _("being written")
    GIVEN = "given", _("the draft was given to the person")
    SIGNED = "signed", _("signed")
    ENDED = "ended", _("no longer in force")
    DROPPED = "dropped", _("not signed")


class GivenHow(models.TextChoices):
    BY_HAND = "by_hand", _("by hand")
    READ_ALOUD = "read_aloud", _("read aloud, and left with the person")
    POST = "post", _("by post")


class SignedHow(models.TextChoices):
    IN_PERSON = "in_person", _("on paper, in the presence of both")
    PAPER = "paper", _("on paper that came back")
    WITNESS = "witness", _("cannot sign: before a witness")


STANDING = (ContractStatus.DRAFT, ContractStatus.GIVEN, ContractStatus.SIGNED)


class Contract(Workflow, SealedModel):
    """The contract between a person and a provider (ЗСУ чл. 85; domain.md E10). The draft is given to the person first.

    `terms` are the fields of the form, `text` the wording as it was given; both encrypted under the application's key.
    """

    STEPS = {
        "give": step(ContractStatus.DRAFT, to=ContractStatus.GIVEN),
        "take_back": step(ContractStatus.GIVEN, to=ContractStatus.DRAFT),
        "sign": step(ContractStatus.GIVEN, to=ContractStatus.SIGNED),
        "drop": step(ContractStatus.DRAFT, ContractStatus.GIVEN, to=ContractStatus.DROPPED),
        "end": step(ContractStatus.SIGNED, to=ContractStatus.ENDED),
    }

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="contracts")
    provider = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    plan = models.ForeignKey("casework.Plan", models.PROTECT, null=True, blank=True, related_name="+")
    template = models.ForeignKey(ContractTemplate, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=ContractStatus, default=ContractStatus.DRAFT)
    terms = EncryptedJSONField(_("terms"))
    text = EncryptedTextField(_("text"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    given_on = models.DateField(_("given on"), null=True, blank=True)
    given_how = models.CharField(_("how it was given"), max_length=12, choices=GivenHow, blank=True)
    given_to = EncryptedTextField(_("given to"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_how = models.CharField(_("how it was signed"), max_length=12, choices=SignedHow, blank=True)
    witness = EncryptedTextField(_("witness"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = EncryptedTextField(_("why it ended"), null=True, blank=True)
    document_uid = models.UUIDField(_("document"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "provider"], condition=Q(status__in=STANDING), name="one_contract_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(given_on__lte=F("signed_on")),
                name="a_contract_is_given_before_it_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("signed_on")),
                name="a_contract_ends_after_it_was_signed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def concerns(self) -> Person:
        """Whom messages about it are about."""
        return self.case.beneficiary
