"""Statuses as a table beside the model, and the one function that moves rows."""

from __future__ import annotations

from collections.abc import Sequence
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
    """`target` is empty for a verb that changes facts and not the status."""

    sources: frozenset[str]
    target: str

    def after(self, status: str) -> str:
        return self.target or status


def step(*sources: str, to: str = "") -> Step:
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
    target = found.after(current)
    rows.update(status=target, **_columns(obj, fields))
    for name, value in {"status": target, **fields}.items():
        setattr(obj, name, value)
    return _write(obj, verb, current, target, by, public_facts or {})


def _write(obj: Any, verb: str, current: str, target: str, by: Any, facts: dict[str, Any]) -> StatusChange:
    audit.record(verb, obj, by=by, **facts)
    steps = {"verb": verb, "from_status": current, "to_status": target}
    change = StatusChange(**audit.what(obj), **audit.who(by), **steps, facts=facts)
    together.add(change)
    return change


def move_all(
    rows: Sequence[Any], verb: str, *, by: Any, public_facts: dict[str, Any] | None = None, **fields: Any
) -> None:
    """Many rows of one model that this transaction has locked and read under the lock, by a verb that keeps statuses.

    One UPDATE, and one statement for all of history and audit. Raises WrongStatus before anything is written. `fields`
    are the same for all and not encrypted.
    """
    for obj in rows:
        if obj.status not in obj.STEPS[verb].sources:
            raise WrongStatus(verb, obj.status)
    if not rows:
        return
    with together.together():
        type(rows[0])._base_manager.filter(pk__in=[obj.pk for obj in rows]).update(**fields)
        for obj in rows:
            for name, value in fields.items():
                setattr(obj, name, value)
            _write(obj, verb, obj.status, obj.status, by, public_facts or {})


def _columns(obj: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Field values as an UPDATE takes them; encrypted ones are sealed under the row's key first."""
    columns = {}
    for name, value in fields.items():
        field = obj._meta.get_field(name)
        columns[name] = field.seal(obj, value) if isinstance(field, EncryptedField) else value
    return columns
