from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField
from records.models.base import SealedModel


class DocumentStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RENDERED = "rendered", _("ready")
    FAILED = "failed", _("failed")


class DocumentQuerySet(models.QuerySet["Document"]):
    def of(self, subject_uid: UUID, kind: str) -> DocumentQuerySet:
        """Documents of a subject that the caller's scope has already allowed."""
        return self.filter(subject_uid=subject_uid, kind=kind).select_related("data_key")

    def with_code(self, code: str) -> DocumentQuerySet:
        return self.filter(verify_code=code, status=DocumentStatus.RENDERED)


class Document(SealedModel):
    """Bytes rendered once from a frozen context, hashed, never rendered again.

    Personal and encrypted under the subject's key: context and bytes. Lives as long as its subject's file.
    """

    kind = models.CharField(_("kind"), max_length=40)
    subject_kind = models.CharField(_("kind of subject"), max_length=60)
    subject_uid = models.UUIDField(_("subject"))
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5, default="bg")
    template = models.CharField(_("template"), max_length=100)
    context = EncryptedJSONField(_("context"))
    number = models.CharField(_("number"), max_length=40, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    wants_seal = models.BooleanField(_("to be sealed"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=DocumentStatus, default=DocumentStatus.QUEUED)
    queue = models.CharField(max_length=20, default="documents")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    storage_key = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    rendered_at = models.DateTimeField(_("rendered at"), null=True, blank=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    verify_code = models.CharField(_("code for checking"), max_length=20, null=True, blank=True, unique=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["subject_uid", "id"], name="documents_of_subject"),
            models.Index(fields=["next_try_at"], name="documents_due", condition=models.Q(status="queued")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="rendered") | (~models.Q(sha256="") & models.Q(rendered_at__isnull=False)),
                name="rendered_has_a_hash_and_a_date",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        return self.status == DocumentStatus.RENDERED
