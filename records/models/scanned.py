from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.base import SealedModel


class ScanStatus(models.TextChoices):
    PENDING = "pending", _("is being checked for viruses")
    CLEAN = "clean", _("checked for viruses")
    QUARANTINED = "quarantined", _("has a virus, nobody can open it")
    FAILED = "failed", _("could not be checked for viruses, nobody can open it")


class ScannedModel(SealedModel):
    """A row with a file that came from outside: encrypted under the row's key, opened only once it is found clean."""

    storage_key = models.CharField(max_length=80, blank=True)
    content_type = models.CharField(_("type"), max_length=60, blank=True)
    scan_status = models.CharField(_("virus check"), max_length=11, choices=ScanStatus, default=ScanStatus.PENDING)
    scan_finding = models.CharField(_("what was found"), max_length=120, blank=True)
    scan_tries = models.PositiveSmallIntegerField(default=0)
    scanned_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    next_scan_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def may_be_opened(self) -> bool:
        """Without a scanner, which the municipality must have chosen, there is nothing to wait for."""
        waits_for_nothing = settings.ANTIVIRUS == "off" and self.scan_status == ScanStatus.PENDING
        return self.scan_status == ScanStatus.CLEAN or waits_for_nothing


def to_scan(name: str) -> models.Index:
    """What the relay looks through every second: only the files that wait."""
    waits = models.Q(scan_status=ScanStatus.PENDING) & ~models.Q(storage_key="")
    return models.Index(fields=["next_scan_at"], name=name, condition=waits)
