"""Statuses as a table beside the model, and the one function that moves rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from records import audit, together
from records.crypto import EncryptedField
from records.models import StatusChange


class WrongStatus(Exception):
    """The verb is not allowed from the status the row has now: somebody was quicker, or clicked twice."""

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(verb, status)
        self.verb = verb
        self.status = status

    def __str__(self) -> str:
        return _("This can no longer be done: somebody has already taken the next step.")


@dataclass(frozen=True)
class Step:
    sources: frozenset[str]
    target: str


def step(*sources: str, to: str) -> Step:
    return Step(frozenset(str(source) for source in sources), str(to))


class Workflow(models.Model):
    """A model with `uid`, `status` and a table of STEPS."""

    STEPS: ClassVar[dict[str, Step]] = {}

    class Meta:
        abstract = True


Moved = TypeVar("Moved", bound=Any)


def verbs(obj: Any) -> list[str]:
    """What may be done from the status the object has, in the order of the table."""
    return [verb for verb, found in obj.STEPS.items() if obj.status in found.sources]


@together.joined()
def move(
    obj: Any, verb: str, *, by: Any, public_facts: dict[str, Any] | None = None, is_locked: bool = False, **fields: Any
) -> StatusChange:
    """Locks the row, re-reads its status, checks the table, writes status and facts in one UPDATE.

    Appends the StatusChange and the audit event in the same transaction and brings `obj` up to date.
    Raises WrongStatus when the table does not allow the verb. `public_facts` are codes, uids and dates.
    `is_locked`: this transaction has locked the row and read `obj` under the lock.
    """
    model = type(obj)
    rows = model._base_manager.filter(pk=obj.pk)
    current = obj.status if is_locked else rows.select_for_update(of=("self",)).values_list("status", flat=True).get()
    found = model.STEPS[verb]
    if current not in found.sources:
        raise WrongStatus(verb, current)
    rows.update(status=found.target, **_columns(obj, fields))
    for name, value in {"status": found.target, **fields}.items():
        setattr(obj, name, value)
    facts = public_facts or {}
    audit.record(verb, obj, by=by, **facts)
    steps = {"verb": verb, "from_status": current, "to_status": found.target}
    change = StatusChange(**audit.what(obj), **audit.who(by), **steps, facts=facts)
    together.add(change)
    return change


def _columns(obj: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Field values as an UPDATE takes them; encrypted ones are sealed under the row's key first."""
    columns = {}
    for name, value in fields.items():
        field = obj._meta.get_field(name)
        columns[name] = field.seal(obj, value) if isinstance(field, EncryptedField) else value
    return columns
