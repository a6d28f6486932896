from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Representation
from records.models import UidModel

if TYPE_CHECKING:
    from people.models import Person, User


class InvitationState(models.TextChoices):
    OPEN = "open", _("may be used")
    USED = "used", _("used")
    ENDED = "ended", _("its last day has passed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_on(self, day: date) -> InvitationQuerySet:
        return self.filter(withdrawn_at=None, used_at=None, valid_to__gte=day)

    def for_login(self, user: User) -> InvitationQuerySet:
        """Of the login's own checked person, and of those for whom that person acts by a proof that staff have seen."""
        person = user.checked_person_id
        if person is None:
            return self.none()
        acts_for = Representation.objects.in_force(timezone.localdate()).filter(
            representative=person, checked_at__isnull=False
        )
        return self.filter(models.Q(person=person) | models.Q(person__in=acts_for.values("represented")))

    def of_person(self, person: Person) -> InvitationQuerySet:
        return self.filter(person=person)

    def with_parts(self) -> InvitationQuerySet:
        return self.select_related("service", "person").order_by("-pk")


class Invitation(UidModel):
    """One person is invited to apply for one service until a day (покана): used once, by or for that person alone.

    Opens the service to them outside its days, when its places are taken, and where only the invited may apply. Holds
    no personal data beyond the links.
    """

    service = models.ForeignKey("services.Service", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="invitations")
    valid_to = models.DateField(_("valid until"))
    invited_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, null=True, blank=True, related_name="invitations"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "person"],
                condition=models.Q(withdrawn_at=None, used_at=None),
                name="one_open_invitation_a_service",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None, application=None)
                | models.Q(used_at__isnull=False, application__isnull=False, withdrawn_at=None),
                name="used_by_an_application",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def concerns(self) -> Person:
        """Whom messages about it are about."""
        return self.person

    @property
    def state(self) -> InvitationState:
        if self.used_at:
            return InvitationState.USED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if self.valid_to >= timezone.localdate() else InvitationState.ENDED
