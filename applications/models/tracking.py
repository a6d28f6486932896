from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.keys import blind_index

WINDOW = timedelta(minutes=10)
A_NUMBER, AN_ADDRESS = 5, 20


class TrackingTryManager(models.Manager["TrackingTry"]):
    def count_try(self, number: str, address: str) -> bool:
        """True while the number and the address are under their limits. Old rows go as new ones come."""
        since = timezone.now() - WINDOW
        self.filter(at__lt=since).delete()
        number_hash, address_hash = blind_index("track", number), blind_index("address", address)
        self.create(number_hash=number_hash, address_hash=address_hash)
        recent = self.filter(at__gte=since)
        return (
            recent.filter(number_hash=number_hash).count() <= A_NUMBER
            and recent.filter(address_hash=address_hash).count() <= AN_ADDRESS
        )


class TrackingTry(models.Model):
    """A try to open an application by number and code. Hashes only; lives ten minutes."""

    number_hash = models.BinaryField()
    address_hash = models.BinaryField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = TrackingTryManager()

    class Meta:
        verbose_name = _("try to follow an application")
        verbose_name_plural = _("tries to follow an application")

    def __str__(self) -> str:
        return str(self.at)
