from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.models import UidModel


class EditionQuerySet(models.QuerySet["Edition"]):
    def ready(self) -> EditionQuerySet:
        return self.filter(status="ready")

    def visible_to(self, user: Any) -> EditionQuerySet:
        """Ready ones: those for citizens to everybody, the others to staff of any role."""
        return self.ready() if user.is_staff else self.ready().filter(audience="citizen")

    def newest_first(self) -> EditionQuerySet:
        """Without the content, which is long."""
        return self.defer("content").order_by("-issued_on", "-pk")


class Edition(UidModel):
    """A dated edition of the handbook (N16) for one audience in one language. Nothing personal.

    `content` is what it was made from, frozen: the next edition's list of changes compares with it.
    """

    class Audience(models.TextChoices):
        CITIZEN = "citizen", _("for citizens")
        CLERK = "clerk", _("for the counter")
        TEAM = "team", _("for the mobile team")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RENDERING = "rendering", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    audience = models.CharField(_("audience"), max_length=8, choices=Audience)
    language = models.CharField(_("language"), max_length=5, default="bg")
    number = models.PositiveIntegerField(_("edition"))
    issued_on = models.DateField(_("issued on"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    # Pages laid out so far, and of how many: what the waiting editor sees.
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    content = models.JSONField(_("content"))
    storage_key = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("edition of the handbook")
        verbose_name_plural = _("editions of the handbook")
        constraints = [
            models.UniqueConstraint(fields=["audience", "language", "number"], name="an_edition_once"),
            models.CheckConstraint(
                condition=~models.Q(status="ready") | (~models.Q(sha256="") & models.Q(ready_at__isnull=False)),
                name="a_ready_edition_has_a_hash_and_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("handbook_edition", args=[self.uid])

    @property
    def is_under_way(self) -> bool:
        return self.status in {self.Status.QUEUED, self.Status.RENDERING}


class ExportFile(models.Model):
    """One file of open data, made by a worker from one version of the catalogue and served as it is."""

    name = models.CharField(_("file"), max_length=40, unique=True)
    version = models.PositiveIntegerField(_("version of the catalogue"))
    storage_key = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("file of open data")
        verbose_name_plural = _("files of open data")

    def __str__(self) -> str:
        return self.name
