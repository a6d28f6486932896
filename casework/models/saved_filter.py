from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.case import units_of
from people.models import User
from records.models import UidModel
from records.statements import AnyGiven, Given


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: User) -> SavedFilterQuerySet:
        """The own ones, and those of the user's units."""
        return self.filter(models.Q(owner=user) | models.Q(unit__in=units_of(user)))

    def listed(self) -> SavedFilterQuerySet:
        """The same for a statement that is given `user` and `units`."""
        return self.filter(models.Q(owner=Given("user")) | models.Q(unit=AnyGiven("units")))

    def droppable_by(self, user: User, *, shares: bool) -> SavedFilterQuerySet:
        """The own ones; who shares with a unit may also take back what colleagues shared with it."""
        return self.visible_to(user) if shares else self.filter(owner=user)


class SavedFilter(UidModel):
    """A list under a name: the query of its address, without the name or number of a person."""

    owner = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Organisation", models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("list"), max_length=500)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["unit_id", "name", "id"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        indexes = [models.Index(fields=["unit"], name="filters_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "unit", "name"], nulls_distinct=False, name="one_saved_filter_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
