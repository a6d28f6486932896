from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Origin
from records.crypto import EncryptedTextField
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from casework.models.case import Case
    from people.models import Person, User


class AppealTo(models.TextChoices):
    BODY = "body", _("the body above the one that issued the act")
    COURT = "court", _("the court")


class AppealStatus(models.TextChoices):
    REGISTERED = "registered", _("registered, to be sent on")
    SENT = "sent", _("sent on")
    DECIDED = "decided", _("decided")
    SATISFIED = "satisfied", _("satisfied by us")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Ruling(models.TextChoices):
    UPHELD = "upheld", _("the act stays in force")
    CHANGED = "changed", _("the act is changed: the case is opened to carry it out")
    RETURNED = "returned", _("the act is cancelled and returned to us")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def of(self, case: Case) -> AppealQuerySet:
        """Of a case that the caller's scope has already allowed."""
        return self.filter(case=case).select_related("data_key", "decision__data_key")

    def visible_to(self, user: User) -> AppealQuerySet:
        """Of the citizen's own applications."""
        from casework.models.case import Case

        return self.filter(case__in=Case.objects.of_citizen(user))

    def at_counter(self, user: User) -> AppealQuerySet:
        """Of the person whom the clerk serves now."""
        from casework.models.case import Case

        return self.filter(case__in=Case.objects.at_counter(user))

    def to_send(self) -> AppealQuerySet:
        return self.filter(status=AppealStatus.REGISTERED)

    def open(self) -> AppealQuerySet:
        return self.filter(status__in=(AppealStatus.REGISTERED, AppealStatus.SENT))


class Appeal(Workflow, SealedModel):
    """An appeal against an act or against silence, handed in through us (APK art. 58, 84 to 97, 145 to 152).

    Uses the application's data key. Encrypted: who appeals, what they say, the ruling's words. Kept with the case; its
    files are attachments of the application, its receipt a document of its own.
    """

    STEPS = {
        "send_on": step(AppealStatus.REGISTERED, to=AppealStatus.SENT),
        "rule": step(AppealStatus.SENT, to=AppealStatus.DECIDED),
        # We did ourselves what it asks for, by an act of our own, before it was sent on.
        "satisfy": step(AppealStatus.REGISTERED, to=AppealStatus.SATISFIED),
        "take_back": step(AppealStatus.REGISTERED, AppealStatus.SENT, to=AppealStatus.WITHDRAWN),
    }

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="appeals")
    # Empty: against our silence.
    decision = models.ForeignKey("casework.Decision", models.PROTECT, null=True, blank=True, related_name="appeals")
    # Of the register of incoming documents.
    number = models.CharField(_("number"), max_length=50, unique=True)
    status = models.CharField(_("status"), max_length=12, choices=AppealStatus, default=AppealStatus.REGISTERED)
    to = models.CharField(_("to whom"), max_length=10, choices=AppealTo)
    # Its name on the day of the appeal, as the way of appeal then in force says it.
    body_bg = models.CharField(_("name of the body"), max_length=160)
    lodged_on = models.DateField(_("lodged on"))
    lodged_by = EncryptedTextField(_("who appeals"), null=True)
    against = EncryptedTextField(_("what they do not agree with"), null=True)
    is_late = models.BooleanField(_("after the term"), default=False)
    # Whether the act may not be carried out until the appeal is decided (APK art. 90, 166).
    stops_execution = models.BooleanField(_("stops the act"), default=True)
    send_by = models.DateField(_("to be sent by"))
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_number = models.CharField(_("outgoing number"), max_length=40, blank=True)
    ruling = models.CharField(_("ruling"), max_length=10, choices=Ruling, blank=True)
    ruled_on = models.DateField(_("ruled on"), null=True, blank=True)
    ruling_number = models.CharField(_("number of the ruling"), max_length=60, blank=True)
    ruling_words = EncryptedTextField(_("what it says"), null=True, blank=True)
    # How it came: the person wrote it here, or somebody wrote it down for them.
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.PAPER)
    # Of the form that was sent: the same form sent twice is one appeal.
    form_uid = models.UUIDField(null=True, blank=True, editable=False)
    receipt_uid = models.UUIDField(_("receipt"), null=True, blank=True)
    registered_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        indexes = [
            models.Index(fields=["send_by", "id"], name="appeals_to_send", condition=models.Q(status="registered"))
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "form_uid"], name="an_appeal_sent_twice_is_one"),
            models.CheckConstraint(
                condition=~models.Q(status="decided") | (~models.Q(ruling="") & models.Q(ruled_on__isnull=False)),
                name="a_decided_appeal_has_a_ruling_and_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="sent") | models.Q(sent_on__isnull=False), name="a_sent_appeal_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in (AppealStatus.REGISTERED, AppealStatus.SENT)

    def is_overdue(self, today: date) -> bool:
        return self.status == AppealStatus.REGISTERED and self.send_by < today

    @property
    def concerns(self) -> Person:
        """Whom messages about it are about."""
        return self.case.beneficiary

    @property
    def against_what(self) -> str:
        """The number of the act; empty where it is silence."""
        return str(self.decision.number) if self.decision else ""

    @property
    def slot(self) -> str:
        """Under which its files lie among the attachments of the application."""
        return f"appeal:{self.uid}"
