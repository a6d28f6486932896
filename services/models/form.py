from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import UidModel


class FormStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def published(self) -> FormVersionQuerySet:
        return self.filter(status=FormStatus.PUBLISHED)

    def drafts(self) -> FormVersionQuerySet:
        return self.filter(status=FormStatus.DRAFT)

    def approved(self) -> FormVersionQuerySet:
        """Drafts with a second signature, that wait for their time."""
        return self.drafts().filter(approver_uid__isnull=False, sent_at__isnull=False)

    def of(self, slug: str) -> FormVersionQuerySet:
        """Versions of one form; `common` is what every application asks."""
        return self.filter(service=None) if slug == "common" else self.filter(service__slug=slug)

    def once_published(self) -> FormVersionQuerySet:
        """Published now or before: what an application may stand on."""
        return self.exclude(status=FormStatus.DRAFT)


class FormVersion(UidModel):
    """What an application for a service asks, as data (services.formschema reads `schema`).

    `service` is empty for the common part that every application has (E1). A published version never changes.
    """

    service = models.ForeignKey("services.Service", models.PROTECT, null=True, blank=True, related_name="form_versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=FormStatus, default=FormStatus.DRAFT)
    schema = models.JSONField(_("schema"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # A draft's way to publication: who wrote it, who looked at it, and when it is to begin.
    author_uid = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent for a second look at"), null=True, blank=True)
    approver_uid = models.UUIDField(null=True, blank=True, editable=False)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        ordering = ["service_id", "number"]
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="a_number_once_a_form", nulls_distinct=False),
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(status="published"),
                name="one_published_version",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(status="draft"),
                name="one_draft_version",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(approver_uid__isnull=True) | ~models.Q(approver_uid=models.F("author_uid")),
                name="nobody_approves_their_own_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id or 'E1'} v{self.number}"


class BankQuestion(models.Model):
    """A question that several forms share (F94): kept once, copied into a form with its key. No personal data."""

    slug = models.SlugField(_("key"), unique=True)
    # One question as in a form's schema.
    question = models.JSONField(_("question"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("shared question")
        verbose_name_plural = _("shared questions")

    def __str__(self) -> str:
        return self.slug
