from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.base import UidModel


class MessageTextQuerySet(models.QuerySet["MessageText"]):
    def of_kind(self, kind: str) -> MessageTextQuerySet:
        return self.filter(kind=kind).order_by("-number")


class MessageText(UidModel):
    """One version of what a kind of message says, for one service or (empty) for all. Rows are only added.

    `is_builtin` returns to the text of the programme. No personal data: authors by uid and working name.
    """

    kind = models.CharField(_("kind"), max_length=50)
    service = models.CharField(_("service"), max_length=110, blank=True)
    number = models.PositiveIntegerField(_("version"))
    is_builtin = models.BooleanField(_("the built-in text"), default=False)
    subject_bg = models.CharField(_("subject in Bulgarian"), max_length=120, blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=120, blank=True)
    brief_bg = models.CharField(_("short sentence in Bulgarian"), max_length=300, blank=True)
    brief_en = models.CharField(_("short sentence in English"), max_length=300, blank=True)
    body_bg = models.TextField(_("text in Bulgarian"), blank=True)
    body_en = models.TextField(_("text in English"), blank=True)
    valid_from = models.DateField(_("in force from"))
    author_uid = models.UUIDField(null=True, blank=True)
    author_label = models.CharField(_("by"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects = MessageTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a message")
        verbose_name_plural = _("texts of messages")
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="a_version_of_a_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def was_in_force(self, moment: datetime) -> bool:
        """Whether a message written at `moment` may say this: a later text changes nothing that was told."""
        return self.created_at <= moment and self.valid_from <= timezone.localdate(moment)

    def part(self, name: str, language: str) -> str:
        """`part("subject", "en")`; both languages are always there."""
        return str(getattr(self, f"{name}_{'en' if language == 'en' else 'bg'}"))
