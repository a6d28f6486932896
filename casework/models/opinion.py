from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models.deadline import Unit
from records.crypto import EncryptedTextField
from records.dated import in_force
from records.models import ScannedModel
from records.models.scanned import to_scan
from records.workflow import Workflow, step


class OpinionStatus(models.TextChoices):
    ASKED = "asked", _("waiting for the opinion")
    ANSWERED = "answered", _("answered")
    SILENT = "silent", _("no answer in time: counts as agreement")
    UNHEARD = "unheard", _("no answer in time: we go on without it")
    LATE = "late", _("no answer in time: we still wait")
    WITHDRAWN = "withdrawn", _("taken back")


AWAITED = (OpinionStatus.ASKED, OpinionStatus.LATE)


class Silence(models.TextChoices):
    """What it means that another body does not answer in its time."""

    AGREES = "agrees", _("it counts as agreement")
    CONTINUES = "continues", _("we go on without it")
    ASKS_AGAIN = "again", _("they are asked once more, then we wait")
    WAITS = "waits", _("we wait until it comes")


class OpinionRuleQuerySet(models.QuerySet["OpinionRule"]):
    def in_force(self, day: date) -> OpinionRuleQuerySet:
        """The newest of each body first; that of everybody else last."""
        own_first = models.F("organisation__name_bg").asc(nulls_last=True)
        return self.filter(in_force(day)).select_related("organisation").order_by(own_first, "-valid_from")

    def for_body(self, slug: str, day: date) -> OpinionRule:
        """The body's own rule, or that of everybody who has none."""
        mine = Q(organisation=None) | Q(organisation__slug=slug) if slug else Q(organisation=None)
        return self.in_force(day).filter(mine)[0]


class OpinionRule(models.Model):
    """How long a body that is asked for its opinion has, and what its silence means (APK art. 53).

    Dated configuration: a new row from a day on, the old one stays. Without an organisation: everybody else.
    """

    organisation = models.ForeignKey(
        "people.Organisation", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    silence = models.CharField(_("what silence means"), max_length=10, choices=Silence)
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = OpinionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of opinions")
        verbose_name_plural = _("rules of opinions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "valid_from"],
                nulls_distinct=False,
                name="a_rule_of_opinions_once_a_body_and_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation or "")

    @property
    def legal_ground(self) -> str:
        return self.legal_ground_en if get_language() == "en" else self.legal_ground_bg


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def answerable(self, token_hash: str, today: date) -> OpinionQuerySet:
        """What a link opens: until it is answered or taken back, or the term has passed and we do not wait longer."""
        in_time = Q(due_on__gte=today) | Q(status=OpinionStatus.LATE) | Q(silence=Silence.WAITS)
        rows = self.filter(in_time, token_hash=token_hash, status__in=AWAITED)
        return rows.select_related("rule", "data_key", "case__data_key", "case__beneficiary__data_key", "case__service")

    def overdue(self, today: date) -> OpinionQuerySet:
        return self.filter(status=OpinionStatus.ASKED, due_on__lt=today)

    def unread(self) -> OpinionQuerySet:
        """What the officer has to know or to do something about."""
        settled = Q(settled_at__isnull=False, noted_at=None) & ~Q(status=OpinionStatus.WITHDRAWN)
        return self.filter(Q(status=OpinionStatus.LATE) | settled)

    def to_remind(self, until: date) -> OpinionQuerySet:
        return self.filter(status=OpinionStatus.ASKED, due_on__lte=until, reminded_at=None)


class Opinion(Workflow, ScannedModel):
    """The opinion of another body, asked in a case (APK art. 53): without an account, by a link of its own.

    Encrypted under the application's key: the address, the question, the answer, the name of its file. What is shown
    is chosen: `facts` and `document_uids` of the application; it is in the ledger of disclosures. The link is kept as
    a hash only. The citizen sees that it was asked (the ledger), never what was answered. What silence means is that of
    the day on which it was asked.
    """

    STEPS = {
        "answer_opinion": step(*AWAITED, to=OpinionStatus.ANSWERED),
        "let_silence_agree": step(OpinionStatus.ASKED, to=OpinionStatus.SILENT),
        "go_on_without_opinion": step(*AWAITED, to=OpinionStatus.UNHEARD),
        "wait_for_opinion": step(OpinionStatus.ASKED, to=OpinionStatus.LATE),
        "ask_opinion_again": step(*AWAITED, to=OpinionStatus.ASKED),
        "withdraw_opinion": step(*AWAITED, to=OpinionStatus.WITHDRAWN),
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
    rule = models.ForeignKey(OpinionRule, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    silence = models.CharField(_("what silence means"), max_length=10, choices=Silence, default=Silence.AGREES)
    asked_again_at = models.DateTimeField(_("asked again at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened first at"), null=True, blank=True)
    opened_times = models.PositiveSmallIntegerField(_("how often it was opened"), default=0)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    noted_at = models.DateTimeField(_("the officer has read it"), null=True, blank=True)
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
                condition=Q(status__in=AWAITED, settled_at__isnull=True)
                | (~Q(status__in=AWAITED) & Q(settled_at__isnull=False)),
                name="a_settled_opinion_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.body
