from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import Origin
from casework.models.place import PlaceHold
from people.roles import Role
from records.crypto import EncryptedTextField
from records.dated import in_force
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from casework.models.case import Case
    from people.models import User


class UsePartQuerySet(models.QuerySet["UsePart"]):
    def in_force(self, case: Case, day: date) -> UsePartQuerySet:
        return self.filter(in_force(day), service=case.service_id)


class UsePart(models.Model):
    """A part of a service that can be stopped for some days by itself, as food or help at home. No personal data."""

    service = models.ForeignKey("services.Service", models.CASCADE, related_name="+")
    code = models.SlugField(_("code"))
    text_bg = models.CharField(_("text in Bulgarian"), max_length=80)
    text_en = models.CharField(_("text in English"), max_length=80)
    # What most people stop: chosen already when the page opens.
    is_usual = models.BooleanField(_("stopped most often"), default=False)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = UsePartQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("part of a service")
        verbose_name_plural = _("parts of a service")
        constraints = [models.UniqueConstraint(fields=["service", "code", "valid_from"], name="a_part_once_a_service")]

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text_bg


class UseKind(models.TextChoices):
    PAUSE = "pause", _("stop for some days")
    CHANGE = "change", _("change")
    END = "end", _("end")
    TRANSFER = "transfer", _("another provider")


class UseStatus(models.TextChoices):
    ASKED = "asked", _("waits for an answer")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("not possible")
    CANCELLED = "cancelled", _("taken back")
    DONE = "done", _("carried out")


STANDING = (UseStatus.ASKED, UseStatus.CONFIRMED)


class UseChangeQuerySet(models.QuerySet["UseChange"]):
    def of_citizen(self, user: User) -> UseChangeQuerySet:
        from casework.models.case import Case

        return self.filter(case__in=Case.objects.of_citizen(user))

    def at_counter(self, user: User) -> UseChangeQuerySet:
        """Of the person whom the clerk serves now."""
        from casework.models.case import Case

        return self.filter(case__in=Case.objects.at_counter(user))

    def visible_to(self, user: User) -> UseChangeQuerySet:
        """The officers of the case's unit."""
        from casework.models.case import Case

        return self.filter(case__in=Case.objects.visible_to(user))

    def referred_to(self, user: User) -> UseChangeQuerySet:
        """The provider at which the person has a place now. That they want another one is the officer's to know."""
        providers = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
        places = PlaceHold.objects.running().filter(case=models.OuterRef("case"), offer__provider__in=providers)
        return self.filter(models.Exists(places)).exclude(kind=UseKind.TRANSFER)

    def transfers(self) -> UseChangeQuerySet:
        """Another provider is looked for, or is found and has not begun."""
        return self.filter(kind=UseKind.TRANSFER, status=UseStatus.CONFIRMED)

    def standing(self) -> UseChangeQuerySet:
        return self.filter(status__in=STANDING)

    def pauses_between(self, first: date, last: date) -> UseChangeQuerySet:
        """Pauses that stand and touch the days from `first` to `last`."""
        touching = self.filter(kind=UseKind.PAUSE, starts_on__lte=last).standing()
        return touching.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=first))

    def with_case(self) -> UseChangeQuerySet:
        return self.select_related(
            "data_key", "case__data_key", "case__service", "case__beneficiary", "case__unit",
            "case__request__application__applicant_user", "case__request__application__applicant",
        )  # fmt: skip


class UseChange(Workflow, SealedModel):
    """What the person asks of a help that they use: to stop it for some days, to change it, to end it, to have it
    from another provider.

    Personal and encrypted under the application's key: their words and the answer. Dates, kind and parts are plain,
    so that kitchens and lists need no key. `ends_on` is the last day of a pause, and empty until the person says so.
    """

    STEPS = {
        "confirm": step(UseStatus.ASKED, to=UseStatus.CONFIRMED),
        "decline": step(UseStatus.ASKED, to=UseStatus.DECLINED),
        # Nobody was found who could take over.
        "give_up": step(UseStatus.CONFIRMED, to=UseStatus.DECLINED),
        "cancel": step(UseStatus.ASKED, UseStatus.CONFIRMED, to=UseStatus.CANCELLED),
        "resume_early": step(UseStatus.CONFIRMED, to=UseStatus.CONFIRMED),
        "carry_out": step(UseStatus.CONFIRMED, to=UseStatus.DONE),
    }

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="use_changes")
    kind = models.CharField(_("kind"), max_length=8, choices=UseKind)
    status = models.CharField(_("status"), max_length=10, choices=UseStatus, default=UseStatus.ASKED)
    number = models.CharField(_("incoming number"), max_length=30, unique=True)
    # Why the provider ends the help; empty where the person asked.
    reason = models.ForeignKey("casework.Reason", models.PROTECT, null=True, blank=True, related_name="+")
    # Of the form that was sent: the same form sent twice is one request.
    form_uid = models.UUIDField(null=True, blank=True, editable=False)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.ONLINE)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    # Codes of UsePart for a pause, of Topic for a change; for another provider the offers' uids in the person's order.
    parts = models.JSONField(_("parts"), default=list, blank=True)
    text = EncryptedTextField(_("what is asked for"), null=True, blank=True)
    asked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = EncryptedTextField(_("answer"), null=True, blank=True)

    objects = UseChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("request about a help in use")
        verbose_name_plural = _("requests about a help in use")
        indexes = [
            models.Index(fields=["starts_on"], name="use_changes_standing", condition=models.Q(status__in=STANDING)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(kind="transfer", status__in=STANDING),
                name="one_other_provider_is_looked_for",
            ),
            models.UniqueConstraint(fields=["case", "form_uid"], name="a_form_sent_twice_is_one_request"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_pause_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answer_has_a_date_and_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_standing(self) -> bool:
        return self.status in STANDING

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def may_be_cancelled(self, today: date) -> bool:
        """Until it has begun; a question without an answer always, and another provider until the help began there."""
        if self.kind == UseKind.TRANSFER:
            return self.is_standing
        return self.status == UseStatus.ASKED or (self.status == UseStatus.CONFIRMED and self.starts_on > today)

    def may_end_early(self, today: date) -> bool:
        is_running = self.kind == UseKind.PAUSE and self.status == UseStatus.CONFIRMED and self.starts_on <= today
        return is_running and (self.ends_on is None or self.ends_on > today + timedelta(days=1))
