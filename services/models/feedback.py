from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedTextField
from records.models import SealedModel

if TYPE_CHECKING:
    from people.models import User

Voice = TypeVar("Voice", bound=models.Model)


class VoiceQuerySet(models.QuerySet[Voice]):
    def visible_to(self, user: User) -> VoiceQuerySet[Voice]:
        return self.all() if "edit_catalogue" in user.permissions else self.none()

    def with_text(self) -> VoiceQuerySet[Voice]:
        """What opening the texts needs, and the service that they are about."""
        return self.select_related("data_key", "service").defer("service__search", "service__details")

    def to_be_forgotten(self, before: datetime) -> VoiceQuerySet[Voice]:
        return self.filter(text__isnull=False, created_at__lt=before)


class UnmetNeed(SealedModel):
    """Something asked for that is not there (N2). Who asked is not kept.

    What was typed may name a person: it is encrypted under a key of its own and forgotten after
    `settings.UNMET_TEXT_DAYS`; the codes stay for the statutory reports.
    """

    class Kind(models.TextChoices):
        NOTHING_FOUND = "nothing_found", _("nothing was found")
        NO_SERVICE = "no_service", _("there is no such service")
        NO_PLACE = "no_place", _("there is no free place")
        DECLINED = "declined", _("a provider declined")

    class Source(models.TextChoices):
        SEARCH = "search", _("search")
        FINDER = "finder", _("finder")
        COUNTER = "counter", _("counter")
        HOTLINE = "hotline", _("hotline")
        REFERRAL = "referral", _("referral")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.NOTHING_FOUND)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.SEARCH)
    text = EncryptedTextField(_("what was asked for"), null=True, blank=True)
    service = models.ForeignKey("services.Service", models.SET_NULL, null=True, blank=True, related_name="+")
    target_group = models.ForeignKey("services.TargetGroup", models.SET_NULL, null=True, blank=True, related_name="+")
    settlement = models.ForeignKey("people.Settlement", models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=5, default="bg")
    created_at = models.DateTimeField(auto_now_add=True)
    # Set by an editor who has read it: which need it is, or that it was answered.
    handled_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("unmet need")
        verbose_name_plural = _("unmet needs")
        indexes = [models.Index(fields=["kind", "created_at"], name="unmet_needs_by_kind")]

    def __str__(self) -> str:
        return str(self.uid)


class Feedback(SealedModel):
    """What a reader says of a page: „Полезно ли беше?“, „Нещо не е ясно“. Who says it is not kept.

    The text is encrypted under a key of its own and forgotten after `settings.FEEDBACK_TEXT_DAYS`.
    """

    class Kind(models.TextChoices):
        USEFUL = "useful", _("useful")
        NOT_USEFUL = "not_useful", _("not useful")
        UNCLEAR = "unclear", _("something is not clear")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    page = models.CharField(_("page"), max_length=200)
    service = models.ForeignKey("services.Service", models.SET_NULL, null=True, blank=True, related_name="feedback")
    # The catalogue's version that the reader saw (N14).
    version = models.PositiveIntegerField(_("version of the catalogue"), default=0)
    text = EncryptedTextField(_("in the reader's words"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, default="bg")
    created_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return str(self.uid)
