from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StageTick(models.Model):
    """One line of a stage's checklist that an officer has done. No personal data: the line is the catalogue's."""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="ticks")
    stage = models.SlugField(_("stage"))
    # In Bulgarian, as the catalogue had it; an editor may change the list afterwards.
    item = models.CharField(_("what was done"), max_length=300)
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor_uid = models.UUIDField(_("done by"), null=True, blank=True)
    actor_label = models.CharField(_("name of who did it"), max_length=120)

    class Meta:
        ordering = ["id"]
        verbose_name = _("done line of a checklist")
        verbose_name_plural = _("done lines of checklists")
        constraints = [models.UniqueConstraint(fields=["case", "stage", "item"], name="a_line_is_done_once")]

    def __str__(self) -> str:
        return self.item
