from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import UidModel


class PlaceLinkQuerySet(models.QuerySet["PlaceLink"]):
    def with_parts(self) -> PlaceLinkQuerySet:
        return self.select_related(
            "hold__offer__provider", "hold__offer__settlement", "hold__case__service", "hold__case__unit"
        )


class PlaceLink(UidModel):
    """An address by which a provider answers once without an account (F53). No personal data.

    `token_hash`: SHA-256 of the token, which is in the mail alone. A new link for a place ends the one before.
    """

    hold = models.ForeignKey("casework.PlaceHold", models.CASCADE, related_name="links")
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    objects = PlaceLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for an answer")
        verbose_name_plural = _("links for an answer")
        constraints = [
            models.UniqueConstraint(
                fields=["hold"], condition=models.Q(used_at__isnull=True), name="one_open_link_a_place"
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)
