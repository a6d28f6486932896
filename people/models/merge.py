from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.roles import COUNTER_ROLES
from records.crypto import EncryptedJSONField, EncryptedTextField
from records.dated import in_force
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models.user import User


class MergeRuleManager(models.Manager["MergeRule"]):
    def in_force(self, day: date) -> MergeRule:
        return self.filter(in_force(day)).latest("valid_from")


class MergeRule(models.Model):
    """For how long two joined records can be parted again. Configuration with dates in force."""

    days = models.PositiveSmallIntegerField(_("days in which a merge can be undone"))
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = MergeRuleManager()

    class Meta:
        verbose_name = _("rule about merges")
        verbose_name_plural = _("rules about merges")

    def __str__(self) -> str:
        return str(self.valid_from)


class MergeStatus(models.TextChoices):
    PROPOSED = "proposed", _("waits for a second look")
    DONE = "done", _("joined")
    REFUSED = "refused", _("they are two people")
    UNDONE = "undone", _("parted again")


class PersonMergeQuerySet(models.QuerySet["PersonMerge"]):
    def visible_to(self, user: User) -> PersonMergeQuerySet:
        """Everybody at a counter may give the second look; nothing of the protected is shown."""
        if not user.organisations_as(*COUNTER_ROLES):
            return self.none()
        return self.filter(kept__is_protected=False, merged__is_protected=False)

    def before(self, uid: str) -> PersonMergeQuerySet:
        """The page that begins behind this merge; from the newest for anything that is no uid."""
        try:
            edge = PersonMerge.objects.filter(uid=UUID(uid)).values("pk") if uid else None
        except ValueError:
            edge = None
        return self if edge is None else self.filter(pk__lt=models.Subquery(edge))

    def with_parts(self) -> PersonMergeQuerySet:
        return self.select_related("data_key", "kept__data_key", "merged__data_key", "proposed_by", "confirmed_by")


class PersonMerge(Workflow, SealedModel):
    """Two records of one human being become one. `merged` stays as it was and points at `kept`.

    Personal and encrypted under the kept person's key: the reason, and what stood in the kept record before. `moved`
    names the rows that were turned, by table and column. Kept as long as the record.
    """

    STEPS = {
        "merge": step(MergeStatus.PROPOSED, to=MergeStatus.DONE),
        "refuse": step(MergeStatus.PROPOSED, to=MergeStatus.REFUSED),
        "undo": step(MergeStatus.DONE, to=MergeStatus.UNDONE),
    }

    status = models.CharField(_("status"), max_length=10, choices=MergeStatus, default=MergeStatus.PROPOSED)
    kept = models.ForeignKey("people.Person", models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey("people.Person", models.PROTECT, related_name="merges_away")
    reason = EncryptedTextField(_("reason"))
    proposed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    undo_until = models.DateField(_("can be undone until"), null=True, blank=True)
    before = EncryptedJSONField(_("before"), null=True, blank=True)
    taken = models.JSONField(_("taken from the other record"), default=list)
    moved = models.JSONField(_("what was turned"), default=dict)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of records")
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=models.Q(status__in=[MergeStatus.PROPOSED, MergeStatus.DONE]),
                name="a_record_is_merged_once",
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("merged")), name="a_record_is_not_its_own_double"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
