from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField
from records.models import SealedModel

if TYPE_CHECKING:
    from people.models import Person


class IndividualAssessmentQuerySet(models.QuerySet["IndividualAssessment"]):
    def finished(self) -> IndividualAssessmentQuerySet:
        return self.filter(finished_at__isnull=False)

    def with_parts(self) -> IndividualAssessmentQuerySet:
        return self.select_related("data_key", "made_by", "provider")


class IndividualAssessment(SealedModel):
    """The provider's individual assessment (domain.md E6), one row a version: the domains, what was measured, the team.

    `content` is what was typed, by the names of the form; encrypted under the application's key. Finished ones are
    never written again. `need_codes`: the levels of need as codes.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="individual_assessments")
    provider = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    content = EncryptedJSONField(_("content"))
    need_codes = models.JSONField(_("coded needs"), default=dict)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    saves = models.PositiveIntegerField(_("times saved"), default=0)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = IndividualAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        verbose_name = _("individual assessment")
        verbose_name_plural = _("individual assessments")
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="an_individual_version_once_a_case"),
            models.UniqueConstraint(
                fields=["case", "provider"],
                condition=models.Q(finished_at__isnull=True),
                name="one_individual_being_written_a_provider",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(held_on__isnull=False),
                name="a_finished_individual_assessment_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def concerns(self) -> Person:
        """Whom messages about it are about."""
        return self.case.beneficiary
