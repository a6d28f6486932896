from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from records.models import UidModel
from records.statements import Given
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import User


class Referral(UidModel):
    """Насочване: the act that the assessment proves. The person's choice of provider is kept in order."""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="referrals")
    assessment = models.ForeignKey("casework.Assessment", models.PROTECT, related_name="referrals")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    consented_at = models.DateTimeField(_("consent recorded at"))
    preferred_offers = models.JSONField(_("chosen providers in order"), default=list)

    class Meta:
        ordering = ["id"]
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")

    def __str__(self) -> str:
        return str(self.uid)


class HoldStatus(models.TextChoices):
    HELD = "held", _("held")
    ACCEPTED = "accepted", _("accepted by the provider")
    TAKEN = "taken", _("taken by the person")
    DECLINED = "declined", _("declined by the provider")
    EXPIRED = "expired", _("expired")
    RELEASED = "released", _("released")


ACTIVE_HOLDS = (HoldStatus.HELD, HoldStatus.ACCEPTED, HoldStatus.TAKEN)


class PlaceHoldQuerySet(models.QuerySet["PlaceHold"]):
    def visible_to(self, user: User) -> PlaceHoldQuerySet:
        if user.is_anonymous:
            return self.none()
        providers = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
        return self.filter(offer__provider__in=providers).exclude(disclosures__withdrawn_at__isnull=False)

    def active(self) -> PlaceHoldQuerySet:
        return self.filter(status__in=ACTIVE_HOLDS)

    def for_the_person(self) -> PlaceHoldQuerySet:
        """The provider said yes and the decision is known: the person's answer is awaited."""
        return self.filter(status=HoldStatus.ACCEPTED, person_until__isnull=False)


class PlaceHold(Workflow, UidModel):
    """Запазено място: a place offered to the person at a provider and held N days. No personal data of its own.

    `seat` counts from 1 to the offer's capacity; the database allows one active hold a seat.
    """

    STEPS = {
        "accept": step(HoldStatus.HELD, to=HoldStatus.ACCEPTED),
        "decline": step(HoldStatus.HELD, to=HoldStatus.DECLINED),
        "expire": step(HoldStatus.HELD, to=HoldStatus.EXPIRED),
        "take": step(HoldStatus.ACCEPTED, to=HoldStatus.TAKEN),
        "lapse": step(HoldStatus.ACCEPTED, to=HoldStatus.EXPIRED),
        "release": step(HoldStatus.HELD, HoldStatus.ACCEPTED, HoldStatus.TAKEN, to=HoldStatus.RELEASED),
    }

    offer = models.ForeignKey("services.Offer", models.PROTECT, related_name="holds")
    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="holds")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="holds")
    status = models.CharField(_("status"), max_length=10, choices=HoldStatus, default=HoldStatus.HELD)
    seat = models.PositiveIntegerField(_("place number"))
    held_at = models.DateTimeField(_("held at"))
    held_until = models.DateField(_("held until"))
    # Until when the person says yes or no, once the decision is known.
    person_until = models.DateField(_("kept for the person until"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.ForeignKey("casework.Reason", models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlaceHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("held place")
        verbose_name_plural = _("held places")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "seat"],
                condition=models.Q(status__in=ACTIVE_HOLDS),
                name="a_place_is_given_once",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(status__in=ACTIVE_HOLDS), name="one_place_a_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="declined") | models.Q(reason__isnull=False),
                name="declined_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["held_until"], name="holds_to_expire", condition=models.Q(status="held")),
            models.Index(
                fields=["person_until"],
                name="holds_to_lapse",
                condition=models.Q(status="accepted", person_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class HeldPlace(NamedTuple):
    """The active hold of a case as its page shows it."""

    provider: str
    site: str
    status: str
    held_until: date

    @property
    def status_in_words(self) -> str:
        return str(HoldStatus(self.status).label)


def held_rows() -> models.QuerySet[PlaceHold, tuple[Any, ...]]:
    """For HeldPlace; there is one at the most (the constraint `one_place_a_case`)."""
    language = "en" if get_language() == "en" else "bg"
    columns = (f"offer__provider__name_{language}", f"offer__site_{language}", "status", "held_until")
    return PlaceHold.objects.active().filter(case=Given("case")).values_list(*columns)


class Placement(UidModel):
    """The person uses the service at an offer, from and until a date; one after the other where a provider ends it."""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="placements")
    offer = models.ForeignKey("services.Offer", models.PROTECT, related_name="placements")
    hold = models.OneToOneField(PlaceHold, models.PROTECT, related_name="placement")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")

    def __str__(self) -> str:
        return str(self.starts_on)
