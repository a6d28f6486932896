from django.db import models
from django.utils.translation import gettext_lazy as _


class RoutingRule(models.Model):
    """Which unit takes cases of a settlement and service. Empty means any; the most exact rule wins."""

    settlement = models.ForeignKey("people.Settlement", models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey("services.Service", models.CASCADE, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="routing_rules")

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        constraints = [
            models.UniqueConstraint(fields=["settlement", "service"], nulls_distinct=False, name="one_rule_a_pair")
        ]

    def __str__(self) -> str:
        return str(self.unit)
