from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField
from records.models import DATA_KEY, SealedModel


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def for_reading(self) -> AssessmentQuerySet:
        columns = ("uid", "case", "version", "held_on", "content", "need_codes", "finished_at")
        return self.select_related("data_key").only(*columns, *DATA_KEY)


class Assessment(SealedModel):
    """The preliminary needs assessment (ЗСУ чл. 73; domain.md E5), one row a version.

    `content` holds domains with situation, strengths, need and level 0-3, wishes, risks, conclusion.
    Encrypted under the application's key. `need_codes` are the coded facts for statistics and routing.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="assessments")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=12)
    person_took_part = models.BooleanField(_("the person took part"), default=True)
    content = EncryptedJSONField(_("content"))
    need_codes = models.JSONField(_("coded needs"), default=dict)
    is_eligible = models.BooleanField(_("needs the service"), default=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        verbose_name = _("preliminary assessment")
        verbose_name_plural = _("preliminary assessments")
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="a_version_once_a_case")]

    def __str__(self) -> str:
        return f"v{self.version}"
