from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedTextField
from records.models import ScannedModel
from records.models.scanned import to_scan
from records.workflow import Workflow, step


class OpinionStatus(models.TextChoices):
    ASKED = "asked", _("waiting for the opinion")
    ANSWERED = "answered", _("answered")
    SILENT = "silent", _("no answer in time: counts as agreement")
    WITHDRAWN = "withdrawn", _("taken back")


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def answerable(self, token_hash: str, today: date) -> OpinionQuerySet:
        """What a link opens: until it is answered or taken back, or the term has passed."""
        rows = self.filter(token_hash=token_hash, status=OpinionStatus.ASKED, due_on__gte=today)
        return rows.select_related("data_key", "case__data_key", "case__beneficiary__data_key", "case__service")

    def overdue(self, today: date) -> OpinionQuerySet:
        return self.filter(status=OpinionStatus.ASKED, due_on__lt=today)

    def to_remind(self, until: date) -> OpinionQuerySet:
        return self.filter(status=OpinionStatus.ASKED, due_on__lte=until, reminded_at=None)


class Opinion(Workflow, ScannedModel):
    """The opinion of another body, asked in a case (APK art. 53): without an account, by a link of its own.

    Encrypted under the application's key: the address, the question, the answer, the name of its file. What is shown
    is chosen: `facts` and `document_uids` of the application; it is in the ledger of disclosures. The link is kept as
    a hash only. The citizen sees that it was asked (the ledger), never what was answered.
    """

    STEPS = {
        "answer_opinion": step(OpinionStatus.ASKED, to=OpinionStatus.ANSWERED),
        "let_silence_agree": step(OpinionStatus.ASKED, to=OpinionStatus.SILENT),
        "withdraw_opinion": step(OpinionStatus.ASKED, to=OpinionStatus.WITHDRAWN),
    }

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="opinions")
    status = models.CharField(_("status"), max_length=10, choices=OpinionStatus, default=OpinionStatus.ASKED)
    body = models.CharField(_("whom we ask"), max_length=200)
    email = EncryptedTextField(_("e-mail"))
    question = EncryptedTextField(_("question"))
    facts = models.JSONField(_("what is shown"), default=list)
    document_uids = models.JSONField(_("documents that are shown"), default=list)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_on = models.DateField(_("answer by"))
    stops_clock = models.BooleanField(_("our term stands still meanwhile"), default=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened first at"), null=True, blank=True)
    opened_times = models.PositiveSmallIntegerField(_("how often it was opened"), default=0)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    signed_as = EncryptedTextField(_("who answers"), null=True, blank=True)
    text = EncryptedTextField(_("opinion"), null=True, blank=True)
    file_name = EncryptedTextField(_("file"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("opinion of another body")
        verbose_name_plural = _("opinions of other bodies")
        indexes = [
            models.Index(fields=["due_on"], name="opinions_awaited", condition=models.Q(status="asked")),
            to_scan("opinions_to_scan"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="asked", settled_at__isnull=True)
                | (~models.Q(status="asked") & models.Q(settled_at__isnull=False)),
                name="a_settled_opinion_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.body
