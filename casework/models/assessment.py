from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField, EncryptedTextField
from records.models import DATA_KEY, SealedModel

if TYPE_CHECKING:
    from people.models import User


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def of_citizen(self, user: User) -> AssessmentQuerySet:
        """Finished ones of the applications that the citizen may see."""
        from casework.models.case import Case

        return self.finished().filter(case__in=Case.objects.of_citizen(user))

    def finished(self) -> AssessmentQuerySet:
        return self.filter(finished_at__isnull=False)

    def being_written(self) -> AssessmentQuerySet:
        return self.filter(finished_at__isnull=True)

    def for_reading(self) -> AssessmentQuerySet:
        """Finished ones, oldest first, with what the case's page shows."""
        columns = ("uid", "case", "version", "held_on", "content", "need_codes", "finished_at")
        return self.finished().select_related("data_key").only(*columns, *DATA_KEY)


class Assessment(SealedModel):
    """The preliminary needs assessment (ЗСУ чл. 73; domain.md E5), one row a version.

    `content` holds what was typed, by the names of the form: for each domain situation, strengths, need and level 0-3,
    wishes, risks, conclusion. Encrypted under the application's key. `need_codes` and `risk_codes` are the coded facts
    for statistics and routing. One version of a case may be being written; `saves` tells two writers apart.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="assessments")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=12)
    person_took_part = models.BooleanField(_("the person took part"), default=True)
    content = EncryptedJSONField(_("content"))
    need_codes = models.JSONField(_("coded needs"), default=dict)
    risk_codes = models.JSONField(_("coded risks"), default=list, blank=True)
    is_eligible = models.BooleanField(_("needs the service"), default=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    saves = models.PositiveIntegerField(_("times saved"), default=0)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    # Where the unit wants four eyes: finished by its author, not read by a colleague yet.
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    approved_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    returned_note = EncryptedTextField(_("note of return"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    document_uid = models.UUIDField(_("document"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        verbose_name = _("preliminary assessment")
        verbose_name_plural = _("preliminary assessments")
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="a_version_once_a_case"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(finished_at__isnull=True), name="one_assessment_being_written"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("made_by")),
                name="an_assessment_is_read_by_a_colleague",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"
