from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import UidModel
from records.workflow import Workflow, step
from services.models.bilingual import language

if TYPE_CHECKING:
    from people.models import User


class ChangeStatus(models.TextChoices):
    DRAFT = "draft", _("being written")
    WAITING = "waiting", _("waits for a second pair of eyes")
    APPROVED = "approved", _("approved, waits for its day")
    PUBLISHED = "published", _("published")
    RETURNED = "returned", _("returned with a remark")
    DISCARDED = "discarded", _("discarded")


OPEN = (ChangeStatus.DRAFT, ChangeStatus.WAITING, ChangeStatus.APPROVED, ChangeStatus.RETURNED)


class ChangeQuerySet(models.QuerySet["CatalogueChange"]):
    def visible_to(self, user: User) -> ChangeQuerySet:
        """Editors see each other's changes: the catalogue is common work and holds nothing personal."""
        return self.all() if "edit_catalogue" in user.permissions else self.none()

    def open(self) -> ChangeQuerySet:
        return self.filter(status__in=OPEN)

    def waiting(self) -> ChangeQuerySet:
        return self.filter(status=ChangeStatus.WAITING)


class CatalogueChange(Workflow, UidModel):
    """A new state of one entry, written by one editor and published by another. No personal data.

    `data` is the entry's whole document (services.entries) as it will be; null retires the entry. `base` is the
    number of the revision that the author started from: publishing over a newer one is refused.
    """

    STEPS = {
        "send": step(ChangeStatus.DRAFT, ChangeStatus.RETURNED, to=ChangeStatus.WAITING),
        "return": step(ChangeStatus.WAITING, ChangeStatus.APPROVED, to=ChangeStatus.RETURNED),
        "approve": step(ChangeStatus.WAITING, to=ChangeStatus.APPROVED),
        "publish": step(ChangeStatus.APPROVED, to=ChangeStatus.PUBLISHED),
        "discard": step(*OPEN, to=ChangeStatus.DISCARDED),
    }

    kind = models.CharField(_("kind of entry"), max_length=24)
    slug = models.CharField(_("entry"), max_length=110)
    status = models.CharField(_("status"), max_length=10, choices=ChangeStatus, default=ChangeStatus.DRAFT)
    data = models.JSONField(_("new state"), null=True, blank=True)
    base = models.PositiveIntegerField(_("starts from revision"), default=0)
    author = models.ForeignKey("people.User", models.PROTECT, related_name="catalogue_changes")
    approver = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    # What citizens are told of it in „Какво променихме“; empty for small repairs.
    told_bg = models.CharField(_("what changed for people, in Bulgarian"), max_length=300, blank=True)
    told_en = models.CharField(_("what changed for people, in English"), max_length=300, blank=True)
    because_of = models.ForeignKey(
        "services.Feedback",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("because of"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("change of the catalogue")
        verbose_name_plural = _("changes of the catalogue")
        indexes = [
            models.Index(fields=["kind", "slug", "-id"], name="changes_of_entry"),
            models.Index(fields=["publish_at"], name="changes_due", condition=models.Q(status="approved")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                condition=models.Q(status__in=[status.value for status in OPEN]),
                name="one_open_change_an_entry",
            ),
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True) | ~models.Q(approver=models.F("author")),
                name="nobody_approves_their_own_change",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["approved", "published"])
                | models.Q(approver__isnull=False, approved_at__isnull=False),
                name="approved_has_an_approver_and_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Revision(models.Model):
    """A published state of an entry, as a whole document. Append-only; number 1 is its first state.

    `data` is null once the entry is retired. `change` is empty for loads from a file and for what `verify` found
    changed from outside. No personal data: staff by uid and working name.
    """

    kind = models.CharField(_("kind of entry"), max_length=24)
    slug = models.CharField(_("entry"), max_length=110)
    number = models.PositiveIntegerField(_("revision"))
    data = models.JSONField(_("state"), null=True, blank=True)
    change = models.ForeignKey(CatalogueChange, models.PROTECT, null=True, blank=True, related_name="revisions")
    actor_uid = models.UUIDField(null=True, blank=True)
    actor_label = models.CharField(_("by"), max_length=120, blank=True)
    told_bg = models.CharField(_("what changed for people, in Bulgarian"), max_length=300, blank=True)
    told_en = models.CharField(_("what changed for people, in English"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        indexes = [models.Index(fields=["-id"], name="revisions_told", condition=~models.Q(told_bg=""))]
        constraints = [models.UniqueConstraint(fields=["kind", "slug", "number"], name="a_revision_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} {self.number}"

    @property
    def told(self) -> str:
        return self.told_en if language() == "en" else self.told_bg
