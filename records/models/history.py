from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows are never deleted.")


class AppendOnly(models.Model):
    """Rows that are only ever added. The app role has no UPDATE or DELETE on the table either."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    actor_uid = models.UUIDField(_("actor"), null=True, blank=True)
    actor_label = models.CharField(_("name of the actor"), max_length=120)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(f"{type(self).__name__} rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} rows are never deleted.")


class StatusChange(AppendOnly):
    """One step of one thing's life. Codes, uids and dates only, so it outlives a shredded key."""

    subject_kind = models.CharField(_("kind of subject"), max_length=60)
    subject_uid = models.UUIDField(_("subject"))
    verb = models.CharField(_("verb"), max_length=40)
    from_status = models.CharField(_("from"), max_length=30)
    to_status = models.CharField(_("to"), max_length=30)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        indexes = [models.Index(fields=["subject_kind", "subject_uid", "id"], name="history_of_subject")]

    def __str__(self) -> str:
        return f"{self.verb}: {self.from_status} > {self.to_status}"


class AuditEvent(AppendOnly):
    """Who did what to what. `txid` lets the sealer wait for transactions that are still running."""

    verb = models.CharField(_("verb"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=60, blank=True)
    subject_uid = models.UUIDField(_("subject"), null=True, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    txid = models.BigIntegerField(db_default=models.Func(function="txid_current"))

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [models.Index(fields=["subject_uid", "id"], name="audit_of_subject")]

    def __str__(self) -> str:
        return self.verb


class AuditSeal(models.Model):
    """The hash chain over the audit, appended by the sealer alone."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="seal")
    hash = models.BinaryField()
    previous = models.BinaryField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")

    def __str__(self) -> str:
        return str(self.position)


class AccessLog(AppendOnly):
    """Who looked at whose data, why and when: one row a response. The person can read it."""

    kind = models.CharField(_("kind"), max_length=10)
    purpose = models.CharField(_("purpose"), max_length=60)
    case_uid = models.UUIDField(_("case"), null=True, blank=True)
    person_uids = ArrayField(models.UUIDField(), verbose_name=_("people"))
    view = models.CharField(_("page"), max_length=80)

    class Meta:
        verbose_name = _("access log row")
        verbose_name_plural = _("access log")
        indexes = [GinIndex(fields=["person_uids"], name="access_of_person")]

    def __str__(self) -> str:
        return self.purpose
