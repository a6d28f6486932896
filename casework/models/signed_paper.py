from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedTextField
from records.models import ScannedModel
from records.models.scanned import to_scan

if TYPE_CHECKING:
    from people.models import Person


class SignedPaperQuerySet(models.QuerySet["SignedPaper"]):
    def standing(self) -> SignedPaperQuerySet:
        """The one of each version that counts; a scan that was replaced is kept and is not shown."""
        return self.filter(replaced_at__isnull=True)


class SignedPaper(ScannedModel):
    """The scan of an assessment that was signed on paper (domain.md E5 and E6): of one version of one of the two.

    Encrypted under the application's key: the file and its name. Scanned for viruses as everything from outside.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="signed_papers")
    assessment = models.ForeignKey(
        "casework.Assessment", models.PROTECT, null=True, blank=True, related_name="signed_papers"
    )
    individual = models.ForeignKey(
        "casework.IndividualAssessment", models.PROTECT, null=True, blank=True, related_name="signed_papers"
    )
    signed_on = models.DateField(_("signed on"))
    file_name = EncryptedTextField(_("file"))
    added_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects = SignedPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("signed paper")
        verbose_name_plural = _("signed papers")
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, individual__isnull=True)
                | Q(assessment__isnull=True, individual__isnull=False),
                name="a_signed_paper_is_of_one_assessment",
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(replaced_at__isnull=True), name="one_signed_paper_an_assessment"
            ),
            models.UniqueConstraint(
                fields=["individual"], condition=Q(replaced_at__isnull=True), name="one_signed_paper_an_individual"
            ),
        ]
        indexes = [to_scan("signed_papers_to_scan")]

    def __str__(self) -> str:
        return str(self.signed_on)

    @property
    def concerns(self) -> Person:
        """Whom it is about."""
        return self.case.beneficiary
