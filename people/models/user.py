from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from people.models.organisation import Membership, Organisation
from people.roles import CASE_ROLES, COUNTER_ROLES, STAFF_ROLES, Permission, Role, permissions_of
from records.models import UidModel


class Held(NamedTuple):
    """A role that the user holds today, and where."""

    organisation_id: int
    role: str


# Asked at every signed-in page, so it is one statement and not composed anew each time.
_SIGNED_IN = """
    SELECT people_user.*, ARRAY(
        SELECT organisation_id || ' ' || role FROM people_membership
        WHERE user_id = people_user.id AND valid_from <= %(today)s AND (valid_to IS NULL OR valid_to >= %(today)s)
        ORDER BY id
    ) AS held FROM people_user WHERE id = %(pk)s
"""


class UserManager(BaseUserManager["User"]):
    def signed_in(self, pk: int) -> User | None:
        """The user of a session with the roles held today."""
        for user in self.raw(_SIGNED_IN, {"pk": pk, "today": timezone.localdate()}):
            pairs = (text.split(" ") for text in vars(user)["held"])
            user.current_memberships = [Held(int(organisation), role) for organisation, role in pairs]
            return user
        return None

    def working_in(self, units: Iterable[int]) -> models.QuerySet[User]:
        """Officers and heads who work today in every one of the units, by name."""
        found = self.all()
        for unit in set(units):
            found = found & self.holding(CASE_ROLES, unit)
        return found.order_by("name", "pk")

    def working_in_any(self, units: Iterable[int]) -> models.QuerySet[User]:
        """Officers and heads who work today in one of the units, by name."""
        return self.holding(CASE_ROLES, *units).order_by("name", "pk")

    def holding(self, roles: Sequence[Role], *organisations: int) -> models.QuerySet[User]:
        """Who holds one of the roles in one of the organisations today."""
        today = timezone.localdate()
        held = Membership.objects.filter(
            user=OuterRef("pk"), organisation__in=organisations, role__in=roles, valid_from__lte=today
        ).exclude(valid_to__lt=today)
        return self.filter(Exists(held), is_active=True)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, UidModel):
    """A login. The person behind it is a Person; a clerk's login has none.

    Personal: `email` stays plain because accounts need it; `name` is staff's working name.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    post = models.CharField(_("post"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="bg")
    person = models.OneToOneField(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("person")
    )
    # Set at the counter or by eAuth. Until then a declared number opens nothing but the login's own applications:
    # an ЕГН alone never opens personal data (domain.md D1).
    identity_checked_at = models.DateTimeField(_("identity checked at"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    # The key of the person whom this clerk serves now, set for one request by the station; nobody otherwise.
    attending: int | None = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How history and audit name this actor: staff by name, citizens without one."""
        return self.name or "citizen"

    @property
    def checked_person_id(self) -> int | None:
        return self.person_id if self.identity_checked_at else None

    @cached_property
    def current_memberships(self) -> list[Held]:
        today = timezone.localdate()
        rows = self.memberships.filter(valid_from__lte=today).exclude(valid_to__lt=today).order_by("pk")
        return [Held(*row) for row in rows.values_list("organisation_id", "role")]

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(membership.role) for membership in self.current_memberships)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def organisations_as(self, *roles: Role) -> list[int]:
        """Primary keys of the organisations in which the user holds one of the roles today."""
        return [row.organisation_id for row in self.current_memberships if row.role in roles]

    @property
    def counter(self) -> Organisation:
        """The counter at which a clerk or its head works today."""
        return Organisation.objects.get(pk=self.organisations_as(*COUNTER_ROLES)[0])
