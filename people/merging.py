"""What happens to everything that names a person when two records become one. Each room adds its own rules.

A column without a rule fails a test: whoever adds a table says here, or in the `merging.py` of the room, what is right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Value
from django.utils.translation import gettext as _

from people.models import (
    ContactChoice,
    HelperMandate,
    Household,
    IdentityCheck,
    Person,
    PersonCorrection,
    PersonMerge,
    Protection,
    Representation,
    SafeContact,
    User,
)
from records.models import AccessLog, AuditEvent, DataKey, Message, Notification, StatusChange

Moved = dict[str, list[int]]


@dataclass(frozen=True)
class Rule:
    """`way`: move, one (moves unless the kept record has its own) or stay."""

    model: Any
    column: str
    way: str
    by_uid: bool = False

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"

    def value(self, person: Person) -> Any:
        return person.uid if self.by_uid else person

    def rows(self, person: Person) -> Any:
        return self.model._base_manager.filter(**{self.column: self.value(person)})


RULES: dict[str, Rule] = {}
# (one, other) -> why the two cannot be one human being, or None
OBSTACLES: list[Callable[[Person, Person], str | None]] = []


def rule(model: type[Model], *columns: str, way: str = "move", by_uid: bool = False) -> None:
    for column in columns:
        one = Rule(model, column, way, by_uid)
        RULES[one.name] = one


rule(Representation, "representative", "represented")
rule(HelperMandate, "person")
rule(PersonCorrection, "person")
rule(IdentityCheck, "person")
rule(User, "person", way="one")
rule(Household, "person", way="one")
rule(SafeContact, "person", way="one")
rule(ContactChoice, "person", way="one")
rule(Protection, "person", way="one")
rule(Person, "merged_into")
# A merge says which records there were.
rule(PersonMerge, "kept", "merged", way="stay")
rule(Message, "person_uid", "about_uid", by_uid=True)
# Proofs, histories and keys say what was true on their day.
rule(Notification, "person_uid", way="stay", by_uid=True)
rule(AccessLog, "person_uids", way="stay", by_uid=True)
rule(AuditEvent, "subject_uid", way="stay", by_uid=True)
rule(StatusChange, "subject_uid", way="stay", by_uid=True)
rule(DataKey, "owner_uid", way="stay", by_uid=True)


def uids_of(person: Person) -> list[Any]:
    """Under which histories name this human being: the record's own and those of the records joined to it."""
    return [person.uid, *Person.objects.filter(merged_into=person).values_list("uid", flat=True)]


def obstacles(kept: Person, merged: Person) -> list[str]:
    """Why they must not be joined, in words."""
    return [words for found in OBSTACLES if (words := found(kept, merged))]


def obstacle(found: Callable[[Person, Person], str | None]) -> Callable[[Person, Person], str | None]:
    if found not in OBSTACLES:
        OBSTACLES.append(found)
    return found


@obstacle
def _represents(kept: Person, merged: Person) -> str | None:
    pairs = Representation.objects.between(kept, merged) | Representation.objects.between(merged, kept)
    return _("One of them acts for the other: they are two people.") if pairs.exists() else None


@obstacle
def _two_numbers(kept: Person, merged: Person) -> str | None:
    if kept.id_number and merged.id_number and kept.id_number != merged.id_number and kept.id_type == merged.id_type:
        return _("They have two different numbers. If one is mistyped, correct it first.")
    return None


@obstacle
def _two_accounts(kept: Person, merged: Person) -> str | None:
    if User.objects.filter(person__in=[kept, merged]).count() > 1:
        return _("Each has an account. Part one of the accounts first.")
    return None


@obstacle
def _two_safe_contacts(kept: Person, merged: Person) -> str | None:
    if SafeContact.objects.filter(person__in=[kept, merged]).count() > 1:
        return _("Each has rules of safe contact. Decide which hold, and end the others first.")
    return None


def turn(kept: Person, merged: Person) -> Moved:
    """Points every row at the kept record. Which rows, by `model.column`."""
    moved: Moved = {}
    for name, one in RULES.items():
        if one.way == "stay" or (one.way == "one" and one.rows(kept).exists()):
            continue
        found = list(one.rows(merged).values_list("pk", flat=True))
        if found:
            one.model._base_manager.filter(pk__in=found).update(**{one.column: one.value(kept)})
            moved[name] = found
    return moved


def turn_back(kept: Person, merged: Person, moved: Moved) -> None:
    """Only rows that were turned and still point at the kept record."""
    for name, found in moved.items():
        one = RULES[name]
        one.rows(kept).filter(pk__in=found).update(**{one.column: one.value(merged)})


def count(merged: Person) -> list[tuple[str, int]]:
    """What would go with the record: the plural of each kind, and how many. One query."""
    first, *others = [
        one.rows(merged).order_by().values(rule=Value(name)).annotate(number=Count("pk"))
        for name, one in RULES.items()
        if one.way != "stay"
    ]
    found = {row["rule"]: row["number"] for row in first.union(*others, all=True)}
    return [(str(one.model._meta.verbose_name_plural), found[name]) for name, one in RULES.items() if found.get(name)]
