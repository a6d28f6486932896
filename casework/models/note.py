from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedTextField
from records.models import SealedModel

if TYPE_CHECKING:
    from casework.models.case import Case


class NoteKind(models.TextChoices):
    CALL = "call", _("telephone call")
    VISIT = "visit", _("visit at home")
    MEETING = "meeting", _("meeting")
    PAPER = "paper", _("found on paper")
    REGISTER = "register", _("seen in a register")
    OTHER = "other", _("something else")


class CaseNoteQuerySet(models.QuerySet["CaseNote"]):
    def of(self, case: Case) -> CaseNoteQuerySet:
        """Notes of a case that the caller's scope has already allowed, every version, newest first."""
        return self.filter(case=case).select_related("author").order_by("-id")

    def current(self) -> CaseNoteQuerySet:
        """Without the versions that were corrected."""
        return self.filter(correction__isnull=True)


class CaseNote(SealedModel):
    """What an officer writes down for colleagues (F43). The citizen never sees it.

    Encrypted under the application's key: the text. Never changed: a correction is a new row that points at the one
    it corrects. Only the pin of the newest version moves. `author` is nobody for what stood on the case before.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind"), max_length=10, choices=NoteKind)
    happened_on = models.DateField(_("day"))
    text = EncryptedTextField(_("text"))
    is_pinned = models.BooleanField(_("kept on top"), default=False)
    author = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    # Of the form that was sent: the same form sent twice is one note.
    form_uid = models.UUIDField(null=True, blank=True, editable=False)

    objects = CaseNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("note of a case")
        verbose_name_plural = _("notes of a case")
        constraints = [
            models.UniqueConstraint(fields=["case", "form_uid"], name="a_note_sent_twice_is_one_note"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
