from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.person import Person
from people.roles import Role
from records.models import UidModel

if TYPE_CHECKING:
    from people.models.user import User


class MandateScope(models.TextChoices):
    APPLY = "apply", _("apply in the person's name and see how far it is")
    FOLLOW = "follow", _("only see how far it is")


class MandateProof(models.TextChoices):
    SIGNED = "signed", _("a paper that the person signed, seen at the counter")
    SAID = "said", _("the person said it at the counter")
    LOGIN = "login", _("the person gave it with their own profile")


class HelperMandateQuerySet(models.QuerySet["HelperMandate"]):
    def in_force(self, today: date | None = None) -> HelperMandateQuerySet:
        day = today or timezone.localdate()
        return self.filter(ended_at__isnull=True, valid_from__lte=day, valid_to__gte=day)

    def roster_of(self, user: User) -> HelperMandateQuerySet:
        """Whom a helper's organisation may help today; nobody for anybody else."""
        rows = self.in_force().filter(organisation__in=user.organisations_as(Role.HELPER))
        # A rule of safe contact that came later hides the person from helpers too.
        return rows.exclude(person__in=Person.objects.hiding_from(user).values("pk"))

    def given_by(self, user: User) -> HelperMandateQuerySet:
        """Those of the login's own person, whose identity was checked: to be ended by that person at any time."""
        return self.filter(person=user.checked_person_id) if user.checked_person_id else self.none()

    def at_counter(self, user: User) -> HelperMandateQuerySet:
        """Those of the person whom the clerk serves now."""
        return self.filter(person=user.attending) if user.attending else self.none()

    def with_parts(self) -> HelperMandateQuerySet:
        return self.select_related("organisation", "person__data_key", "person__settlement")


class HelperMandate(UidModel):
    """A person allowed an organisation of mediators to help (поръчение): for what, until when, and how we know.

    Holds no personal data beyond the links. It is no representation: the person stays the one who applies.
    """

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="mandates")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="helpers")
    scope = models.CharField(_("what for"), max_length=8, choices=MandateScope)
    proof = models.CharField(_("how we know"), max_length=8, choices=MandateProof)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"))
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = HelperMandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate of a helper organisation")
        verbose_name_plural = _("mandates of helper organisations")
        indexes = [models.Index(fields=["organisation", "id"], name="roster", condition=models.Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="a_mandate_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return str(MandateScope(self.scope).label)
