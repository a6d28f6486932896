from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from casework.models.case import ForwardTo
from casework.models.place import ACTIVE_HOLDS, HoldStatus
from people.roles import Role
from records.models import UidModel

if TYPE_CHECKING:
    from people.models import Person, User


class Fact(models.TextChoices):
    """What is shared, in the words of the form on which it is agreed."""

    NAME = "name", _("name")
    PHONE = "phone", _("phone")
    ADDRESS = "address", _("address")
    NEEDS = "needs", _("what help is needed")
    DOCUMENTS = "documents", _("chosen documents of the application")
    APPLICATION = "application", _("the whole application with its documents")


class Ground(models.TextChoices):
    CONSENT = "consent", _("you agreed")
    LAW = "law", _("the law says so")


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, user: User) -> DisclosureQuerySet:
        """Whoever may read the application may read to whom it was shown."""
        return self.filter(case__request__application__in=Application.objects.visible_to(user).values("pk"))

    def at_counter(self, user: User, person: Person) -> DisclosureQuerySet:
        may = user.organisations_as(Role.CLERK, Role.COUNTER_HEAD)
        return self.filter(case__beneficiary=person) if may else self.none()

    def withdrawn(self) -> DisclosureQuerySet:
        return self.filter(withdrawn_at__isnull=False)

    def with_parts(self) -> DisclosureQuerySet:
        return self.select_related("recipient", "case__service", "case__beneficiary", "hold").order_by("-pk")


class Disclosure(UidModel):
    """What was agreed to be shown to whom, for which case and until when (N4). Codes and links only.

    One row a referral and recipient. `shared_at`: when it was shown first; `hold`: the place for which it is shown now.
    What the law sends on (to the Directorate, the court) is written down too and cannot be withdrawn.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="disclosures")
    referral = models.ForeignKey("casework.Referral", models.PROTECT, null=True, blank=True, related_name="disclosures")
    recipient = models.ForeignKey("people.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.CharField(_("authority"), max_length=10, choices=ForwardTo, blank=True)
    # Another body that was asked for its opinion.
    body = models.CharField(_("body"), max_length=200, blank=True)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground)
    facts = models.JSONField(_("what is shared"), default=list)
    agreed_at = models.DateTimeField(_("agreed at"))
    recorded_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    until = models.DateField(_("until"), null=True, blank=True)
    shared_at = models.DateTimeField(_("shown first at"), null=True, blank=True)
    hold = models.ForeignKey("casework.PlaceHold", models.PROTECT, null=True, blank=True, related_name="disclosures")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.UniqueConstraint(fields=["referral", "recipient"], name="shared_once_a_referral_and_recipient"),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, authority="", body="")
                | (models.Q(recipient__isnull=True, body="") & ~models.Q(authority=""))
                | (models.Q(recipient__isnull=True, authority="") & ~models.Q(body="")),
                name="shared_with_an_organisation_an_authority_or_a_body",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(ground="consent"),
                name="only_what_was_agreed_is_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.to_whom

    @property
    def to_whom(self) -> str:
        return self.recipient.name if self.recipient else self.body or str(ForwardTo(self.authority).label)

    @property
    def facts_in_words(self) -> list[str]:
        return [str(Fact(code).label) for code in self.facts]

    @property
    def is_seen_now(self) -> bool:
        return self.withdrawn_at is None and self.hold is not None and self.hold.status in ACTIVE_HOLDS

    @property
    def is_in_use(self) -> bool:
        """Those who help need name and address while they help: first the help ends, then this."""
        return self.is_seen_now and self.hold is not None and self.hold.status == HoldStatus.TAKEN

    @property
    def may_be_withdrawn(self) -> bool:
        return self.ground == Ground.CONSENT and self.withdrawn_at is None and not self.is_in_use
