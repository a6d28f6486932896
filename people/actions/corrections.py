"""Mending a record: what a clerk mistyped, with reason and proof. Documents that were issued keep their text."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import notices
from people.identifiers import egn_facts
from people.models import IdType, Person, PersonCorrection, Proof, Settlement, User
from records import audit, messages

# What can be corrected, as people name it; the channels they allow are theirs to choose elsewhere.
FIELDS: dict[str, Any] = {
    "given_name": gettext_lazy("Given name"),
    "middle_name": gettext_lazy("Father's name"),
    "family_name": gettext_lazy("Family name"),
    "id_type": gettext_lazy("Kind of number"),
    "id_number": gettext_lazy("Number"),
    "no_id_reason": gettext_lazy("Why there is no number"),
    "birth_date": gettext_lazy("Date of birth"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "settlement": gettext_lazy("Settlement"),
    "address": gettext_lazy("Street and number"),
}
NUMBER = {"id_type", "id_number"}


class NothingChanged(Exception):
    """Everything typed is what stands there already."""


class ProofNeeded(Exception):
    """A number is changed only by a document that was seen."""


class ChangedSince(Exception):
    """A colleague has corrected the record after the page was opened."""


class NumberKnown(Exception):
    """Another record, which the clerk may open, has this number: the two are to be joined."""


def last_of(person: Person) -> int:
    """What a page remembers, so that two clerks do not overwrite each other."""
    return PersonCorrection.objects.filter(person=person).values_list("pk", flat=True).first() or 0


def values_of(person: Person) -> dict[str, Any]:
    """As JSON keeps them: texts, a settlement by its code, the line of the address."""
    kept = {name: getattr(person, name) or "" for name in FIELDS if name not in {"settlement", "address"}}
    place = person.settlement.ekatte if person.settlement else ""
    return {**kept, "settlement": place, "address": (person.address or {}).get("line", "")}


@transaction.atomic
def correct(
    person: Person, values: dict[str, Any], *, reason: str, proof: str, seen: int, by: User
) -> PersonCorrection:
    """`values` by the names of FIELDS, as `values_of` writes them; the person is told by the allowed channels.

    Raises NothingChanged, ProofNeeded, ChangedSince or NumberKnown, and then nothing is written.
    """
    locked = _locked(person)
    if seen != last_of(locked):
        raise ChangedSince
    return _write(locked, {**values, **_by_number(locked, values)}, reason=reason, proof=proof, by=by)


@transaction.atomic
def undo(correction: PersonCorrection, *, by: User) -> PersonCorrection:
    """Puts back what stood there before. Raises ChangedSince when one of the values was corrected again, or undone."""
    locked = _locked(correction.person)
    now = values_of(locked)
    if any(now[name] != value for name, value in correction.after.items()) or hasattr(correction, "undone_by"):
        raise ChangedSince
    reason = _("Undone: %(reason)s") % {"reason": correction.reason}
    return _write(locked, correction.before, reason=reason, proof=correction.proof, by=by, undoes=correction)


def _locked(person: Person) -> Person:
    rows = Person.objects.select_for_update(of=("self",)).with_key()
    return rows.get(pk=person.pk)


def _by_number(person: Person, values: dict[str, Any]) -> dict[str, Any]:
    """A new ЕГН says when its owner was born."""
    number = values.get("id_number")
    if values.get("id_type") != IdType.EGN or not number or number == person.id_number:
        return {}
    return {"birth_date": egn_facts(number).born_on.isoformat()}


def _write(
    person: Person, values: dict[str, Any], *, reason: str, proof: str, by: User, undoes: PersonCorrection | None = None
) -> PersonCorrection:
    before = values_of(person)
    after = {name: values[name] for name in FIELDS if name in values and values[name] != before[name]}
    if not after:
        raise NothingChanged
    if NUMBER & set(after):
        if proof == Proof.WORD:
            raise ProofNeeded
        _take_number(person, values, by)
    for name, value in after.items():
        _set(person, name, value)
    person.save()
    correction = PersonCorrection.objects.create(
        uid=uuid4(), data_key=person.data_key, person=person, fields=list(after), after=after,
        before={name: before[name] for name in after}, reason=reason, proof=proof, corrected_by=by, undoes=undoes,
    )  # fmt: skip
    audit.record("person_corrected", person, by=by, fields=list(after), proof=proof, correction=str(correction.uid))
    _tell(person, correction, by)
    return correction


def _take_number(person: Person, values: dict[str, Any], by: User) -> None:
    """That a protected person has the number is not told by a refusal: the record is then set apart."""
    others = Person.objects.with_number(values["id_type"], values["id_number"] or "-").exclude(pk=person.pk)
    if Person.objects.may_come(by).filter(pk__in=others.values("pk")).exists():
        raise NumberKnown
    person.is_apart = others.exists()
    if values["id_type"] == IdType.EGN and values["id_number"]:
        person.sex = egn_facts(values["id_number"]).sex


def _set(person: Person, name: str, value: Any) -> None:
    if name == "settlement":
        person.settlement = Settlement.objects.filter(ekatte=value).first()
    elif name == "address":
        person.address = {**(person.address or {}), "line": value}
    elif name == "birth_date":
        person.birth_date = value or None
        person.birth_year = date.fromisoformat(value).year if value else None
    else:
        setattr(person, name, value if value or name in PLAIN else None)


PLAIN = {"given_name", "middle_name", "family_name", "id_type", "no_id_reason"}


def _tell(person: Person, correction: PersonCorrection, by: User) -> None:
    """Names of fields alone; the values are read at the counter."""
    context = {}
    for language, key in (("bg", "fields"), ("en", "fields_en")):
        with translation.override(language):
            context[key] = ", ".join(str(FIELDS[name]).lower() for name in correction.fields)
    messages.send(
        notices.CORRECTED, subject=person, data_key=person.data_key, by=by, person_uid=person.uid, context=context,
        dedupe_key=f"corrected:{correction.uid}",
    )  # fmt: skip
