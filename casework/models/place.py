from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from records.crypto import EncryptedTextField
from records.models import SealedModel, UidModel
from records.statements import Given
from records.units import UnitsField
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import Person, User


class ReferralQuerySet(models.QuerySet["Referral"]):
    def of_cases(self, cases: models.QuerySet[Any, Any]) -> ReferralQuerySet:
        return self.filter(case__in=cases)


class Referral(UidModel):
    """Насочване: the act that the assessment proves. The person's choice of provider is kept in order."""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="referrals")
    assessment = models.ForeignKey("casework.Assessment", models.PROTECT, related_name="referrals")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    # Empty where a ConsentOverride stands instead.
    consented_at = models.DateTimeField(_("consent recorded at"), null=True, blank=True)
    preferred_offers = models.JSONField(_("chosen providers in order"), default=list)
    # How much of the help: units of the offer, and the days where it is for a time.
    amount = models.PositiveIntegerField(_("how many units"), default=1)
    starts_on = models.DateField(_("wanted from"), null=True, blank=True)
    ends_on = models.DateField(_("wanted until"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")

    def __str__(self) -> str:
        return str(self.uid)


class ConsentOverride(SealedModel):
    """A provider is asked although the person could not be (F55): on a ground of the law, and why in this case.

    Uses the application's data key. Personal and encrypted: the officer's words.
    """

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="override")
    ground = models.ForeignKey("casework.Reason", models.PROTECT, related_name="+")
    why = EncryptedTextField(_("why"))
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("referral without consent")
        verbose_name_plural = _("referrals without consent")

    def __str__(self) -> str:
        return self.ground.text

    @property
    def concerns(self) -> Person:
        return self.referral.case.beneficiary


class HoldStatus(models.TextChoices):
    HELD = "held", _("held")
    ACCEPTED = "accepted", _("accepted by the provider")
    TAKEN = "taken", _("taken by the person")
    DECLINED = "declined", _("declined by the provider")
    EXPIRED = "expired", _("expired")
    RELEASED = "released", _("released")


# The one reason of a provider that another day may mend (casework/data/rules.yaml).
NO_PLACE = "no-place"
ACTIVE_HOLDS = (HoldStatus.HELD, HoldStatus.ACCEPTED, HoldStatus.TAKEN)


_DAYS = models.Func(
    models.F("starts_on"),
    models.F("ends_on"),
    RangeBoundary(inclusive_upper=True),
    function="daterange",
    output_field=DateRangeField(),
)


class PlaceHoldQuerySet(models.QuerySet["PlaceHold"]):
    def visible_to(self, user: User) -> PlaceHoldQuerySet:
        if user.is_anonymous:
            return self.none()
        providers = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
        return self.filter(offer__provider__in=providers).exclude(disclosures__withdrawn_at__isnull=False)

    def active(self) -> PlaceHoldQuerySet:
        return self.filter(status__in=ACTIVE_HOLDS)

    def touching(self, first: date, last: date | None) -> PlaceHoldQuerySet:
        """Active ones with a day from `first` to `last`, or to no end."""
        rows = self.active().filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=first))
        return rows.filter(starts_on__lte=last) if last else rows

    def in_vain(self, offer: int) -> PlaceHoldQuerySet:
        """Of OuterRef("case"), at the offer: it cannot help them, or they did not want it. Full then may be free."""
        over = models.Q(status=HoldStatus.DECLINED) & ~models.Q(reason__code=NO_PLACE)
        unwanted = models.Q(status__in=(HoldStatus.EXPIRED, HoldStatus.RELEASED), person_until__isnull=False)
        return self.filter(over | unwanted, case=models.OuterRef("case"), offer=offer)

    def running(self) -> PlaceHoldQuerySet:
        """Where the help is used, or is to begin for the first time."""
        return self.active().filter(is_coming=False)

    def coming(self) -> PlaceHoldQuerySet:
        """Where it is to go on, instead of the place that runs."""
        return self.active().filter(is_coming=True)

    def for_the_person(self) -> PlaceHoldQuerySet:
        """The provider said yes and the decision is known: the person's answer is awaited."""
        return self.filter(status=HoldStatus.ACCEPTED, person_until__isnull=False)


class PlaceHold(Workflow, UidModel):
    """Запазено място: a place offered to the person at a provider and held N days. No personal data of its own.

    `units` of the offer (places, hours, meals, families) are numbered from 1; the database gives no unit to two
    active holds whose days overlap. It begins on `starts_on` and goes on until `ends_on`, or without an end.
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
    units = UnitsField(_("numbers of the units"))
    amount = models.PositiveIntegerField(_("how many units"), default=1)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    held_at = models.DateTimeField(_("held at"))
    held_until = models.DateField(_("held until"))
    # Until when the person says yes or no, once the decision is known.
    person_until = models.DateField(_("kept for the person until"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.ForeignKey("casework.Reason", models.PROTECT, null=True, blank=True, related_name="+")
    # Of somebody who uses the help elsewhere until it has begun here.
    is_coming = models.BooleanField(_("instead of another place"), default=False)

    objects = PlaceHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("held place")
        verbose_name_plural = _("held places")
        constraints = [
            ExclusionConstraint(
                name="a_unit_is_given_once_a_day",
                expressions=[("offer", RangeOperators.EQUAL), ("units", RangeOperators.OVERLAPS), (_DAYS, "&&")],
                condition=models.Q(status__in=ACTIVE_HOLDS),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="something_is_held"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_place_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["case", "is_coming"],
                condition=models.Q(status__in=ACTIVE_HOLDS),
                name="one_running_and_one_coming_place_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="declined") | models.Q(reason__isnull=False),
                name="declined_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["offer"],
                include=["amount", "starts_on", "ends_on"],
                name="active_holds_of_offer",
                condition=models.Q(status__in=ACTIVE_HOLDS),
            ),
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
    """An active hold of a case as its page shows it."""

    provider: str
    site: str
    status: str
    held_until: date
    is_coming: bool

    @property
    def status_in_words(self) -> str:
        return str(HoldStatus(self.status).label)


def held_rows() -> models.QuerySet[PlaceHold, tuple[Any, ...]]:
    """For HeldPlace: the running one, and the one that is to follow it."""
    language = "en" if get_language() == "en" else "bg"
    columns = (f"offer__provider__name_{language}", f"offer__site_{language}", "status", "held_until", "is_coming")
    return PlaceHold.objects.active().filter(case=Given("case")).order_by("is_coming").values_list(*columns)


class Started(models.TextChoices):
    YES = "yes", _("it started")
    NO = "no", _("it did not start")


class PlacementQuerySet(models.QuerySet["Placement"]):
    def awaiting_word(self, today: date) -> PlacementQuerySet:
        """Their first day has come, and not both sides have said that the help began."""
        return self.filter(started_on__isnull=True, starts_on__lte=today, case__status="placed", ends_on__isnull=True)

    def with_parts(self) -> PlacementQuerySet:
        return self.select_related("offer__provider", "case__service", "case__beneficiary")


class Placement(UidModel):
    """The person uses the service at an offer, from and until a date; one after the other where a provider ends it.

    `started_on`: the day on which it began, once the provider and the person have both said so (F56).
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="placements")
    offer = models.ForeignKey("services.Offer", models.PROTECT, related_name="placements")
    hold = models.OneToOneField(PlaceHold, models.PROTECT, related_name="placement")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    provider_said = models.CharField(_("the provider said"), max_length=3, choices=Started, blank=True)
    person_said = models.CharField(_("the person said"), max_length=3, choices=Started, blank=True)
    said_on = models.DateField(_("first day by the provider"), null=True, blank=True)
    asked_on = models.DateField(_("the person was asked on"), null=True, blank=True, editable=False)
    started_on = models.DateField(_("started on"), null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(started_on__isnull=True) | models.Q(provider_said="yes", person_said="yes"),
                name="both_say_that_it_started",
            )
        ]
        indexes = [
            models.Index(fields=["starts_on"], name="placements_not_begun", condition=models.Q(started_on__isnull=True))
        ]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")

    def __str__(self) -> str:
        return str(self.starts_on)
