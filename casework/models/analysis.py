from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.access import allows
from people.roles import Permission
from records.dated import in_force
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import User


class AnalysisKind(models.TextChoices):
    NEEDS = "needs", _("analysis of needs")
    YEARLY = "yearly", _("yearly analysis of social services")


class AnalysisRuleQuerySet(models.QuerySet["AnalysisRule"]):
    def in_force(self, day: date) -> AnalysisRuleQuerySet:
        return self.filter(in_force(day)).order_by("kind", "-valid_from")


class AnalysisRule(models.Model):
    """What an analysis that the law asks for contains, by which provision, and until when. Dated configuration.

    `sections`: [{code, title, hint, text, tables, rows, columns}] in Bulgarian, the language of the document: names of
    tables that the figures fill, and of rows and columns that a person fills. `rows` is "services" or [{code, title}].
    """

    kind = models.CharField(_("kind"), max_length=8, choices=AnalysisKind)
    title_bg = models.CharField(_("title in Bulgarian"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=300)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=300)
    # The day of the next year until which it is given; empty where the law names none.
    due_month = models.PositiveSmallIntegerField(_("due: month"), null=True, blank=True)
    due_day = models.PositiveSmallIntegerField(_("due: day"), null=True, blank=True)
    # So many days before it is due the heads are reminded; the first of them opens the notice on the desk.
    remind_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days of reminders"), default=list)
    sections = models.JSONField(_("sections"))
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = AnalysisRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of an analysis")
        verbose_name_plural = _("rules of analyses")
        constraints = [models.UniqueConstraint(fields=["kind", "valid_from"], name="an_analysis_rule_once_a_day")]

    def __str__(self) -> str:
        return self.title_bg

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_bg

    @property
    def legal_ground(self) -> str:
        return self.legal_ground_en if get_language() == "en" else self.legal_ground_bg

    def due_on(self, year: int) -> date | None:
        """When the analysis of a year is due: not moved to a working day, so that nobody is late by a rule."""
        return date(year + 1, self.due_month, self.due_day) if self.due_month and self.due_day else None


class AnalysisStatus(models.TextChoices):
    DRAFT = "draft", _("being written")
    SENT = "sent", _("waits for approval")
    APPROVED = "approved", _("approved by the leadership")
    REPLACED = "replaced", _("replaced by a newer one")


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    def visible_to(self, user: User) -> AnalysisQuerySet:
        """Whoever writes or approves sees all; who sees figures, the approved ones."""
        if user.is_anonymous or not allows(user, Permission.SEE_FIGURES):
            return self.none()
        if allows(user, Permission.WRITE_ANALYSIS) or allows(user, Permission.APPROVE_ANALYSIS):
            return self.all()
        return self.filter(status__in=(AnalysisStatus.APPROVED, AnalysisStatus.REPLACED))

    def with_parts(self) -> AnalysisQuerySet:
        return self.select_related("rule", "made_by", "sent_by", "approved_by", "data_key")

    def listed(self) -> AnalysisQuerySet:
        """Without what is long."""
        rows = self.select_related("rule", "approved_by").defer("figures", "texts", "cells", "rule__sections")
        return rows.order_by("-year", "kind", "-version")


class Analysis(Workflow, SealedModel):
    """An analysis of a year that the law asks for (N2): one row a version, with the figures of one moment.

    Nothing personal: counts without small numbers, and what the municipality itself writes. `figures`: tables frozen
    when it was begun or taken anew. `texts`: {section: text}. `cells`: {section: {row: {column: what was typed}}}.
    The key is that of the sealed document.
    """

    STEPS = {
        "send": step(AnalysisStatus.DRAFT, to=AnalysisStatus.SENT),
        "return": step(AnalysisStatus.SENT, to=AnalysisStatus.DRAFT),
        "approve": step(AnalysisStatus.SENT, to=AnalysisStatus.APPROVED),
        "replace": step(AnalysisStatus.APPROVED, to=AnalysisStatus.REPLACED),
    }

    kind = models.CharField(_("kind"), max_length=8, choices=AnalysisKind)
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"))
    rule = models.ForeignKey(AnalysisRule, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=AnalysisStatus, default=AnalysisStatus.DRAFT)
    # Of which moment the figures tell, and from which number on they are shown.
    counted_at = models.DateTimeField(_("figures as of"))
    least = models.PositiveSmallIntegerField(_("smallest number that is shown"))
    figures = models.JSONField(_("figures"))
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    cells = models.JSONField(_("what was filled in"), default=dict, blank=True)
    remark = models.TextField(_("why it was given back"), blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("saved at"), auto_now_add=True)
    sent_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    approved_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    document_uid = models.UUIDField(_("document"), null=True, blank=True)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "version"], name="an_analysis_version_once"),
            models.UniqueConstraint(
                fields=["kind", "year"],
                condition=models.Q(status__in=("draft", "sent")),
                name="one_analysis_being_written",
            ),
            models.UniqueConstraint(
                fields=["kind", "year"], condition=models.Q(status="approved"), name="one_analysis_in_force"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=("approved", "replaced"))
                | models.Q(approved_at__isnull=False, approved_by__isnull=False, document_uid__isnull=False),
                name="an_approved_analysis_says_who_and_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("analysis", args=[self.uid])

    @property
    def is_draft(self) -> bool:
        return self.status == AnalysisStatus.DRAFT

    def section(self, code: str) -> dict[str, Any] | None:
        return next((one for one in self.rule.sections if one["code"] == code), None)
