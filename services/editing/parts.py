"""A part of an entry as a form: plain fields and repeated rows, which may hold rows themselves.

Nothing typed is lost: a row is added by sending the form, which comes back as it was typed. What pydantic refuses is
said beside the field that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from records.forms import BaseForm
from services.editing.fields import Choices, Place, info_at, is_list, make, part_of
from services.entries import Kind, documents, labels

Data = dict[str, Any]
MOST_ROWS = 60
# Rows whose order is that of their dates or of the week.
UNORDERED = (documents.Tariff, documents.Admission, documents.Discount, documents.Test)
GROUPS = {"all": _("Test that must hold"), "any": _("Test of which one must hold")}
CODES = {documents.Requirement: "id", documents.Stage: "id", documents.Discount: "id", documents.Option: "value"}


class PartForm(BaseForm):
    """Fields of one part of a document. A quiet form shows what was typed and complains of nothing."""

    is_quiet = False

    @classmethod
    def of(cls, fields: dict[str, forms.Field]) -> type[PartForm]:
        return type("PartForm", (cls,), dict(fields))

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.is_quiet else super().errors

    @property
    def lines(self) -> Iterator[list[Any]]:
        """Bound fields, the two languages of a text together."""
        bound = list(self.visible_fields())
        while bound:
            first = bound.pop(0)
            twin = bool(bound) and first.name[-2:] == "bg" and bound[0].name == f"{first.name[:-2]}en"
            yield [first, bound.pop(0)] if twin else [first]


def _value(part: Any, path: str) -> Any:
    for step in path.split("__"):
        part = getattr(part, step)
    return part


def _default(document: Any, path: str) -> Any:
    info = info_at(document, path)
    return None if info.is_required() else info.get_default(call_default_factory=True)


def _put(data: Data, path: str, value: Any) -> None:
    """Empty values are left out: the document knows what they mean."""
    *steps, name = path.split("__")
    for step in steps:
        data = data.setdefault(step, {})
    if value in (None, "", []):
        data.pop(name, None)
    else:
        data[name] = value


@dataclass
class Source:
    """What a part is filled from: what was sent, or else the document."""

    kind: Kind
    choices: Choices
    sent: Any = None
    added: str = ""


class Part:
    """Fields and rows at one place: a section, or one row of it."""

    def __init__(
        self, source: Source, document: Any, paths: tuple[str, ...], prefix: str, shown: Any, kept: Sequence[Any] = ()
    ) -> None:
        """`kept` are the parts that the document has: their values may stay, whatever there is to choose from."""
        self.document, self.prefix = document, prefix
        self.sets: list[Rows] = []
        fields, initial = {}, {}
        for path in paths:
            place = Place(source.kind, document, path)
            part = part_of(place.info.annotation)
            value = _value(shown, path) if shown is not None else _default(document, path)
            if part is not None and is_list(place.info.annotation):
                self.sets.append(Rows(source, part, path, f"{prefix}{path}", value or []))
            else:
                fields[path] = make(place, source.choices)
                initial[path] = value
        for part in kept:
            keep_unknown(fields, {path: _value(part, path) for path in fields})
        self.form = self._form(source, fields, initial)

    def _form(self, source: Source, fields: dict[str, forms.Field], initial: Data) -> PartForm:
        keep_unknown(fields, initial)
        return PartForm.of(fields)(source.sent, initial=initial, prefix=self.prefix.rstrip("-") or None)

    def quieten(self) -> None:
        self.form.is_quiet = True
        for rows in self.sets:
            for row in rows.rows:
                row.quieten()

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.sets)])

    def put(self, data: Data) -> None:
        for name, value in self.form.cleaned_data.items():
            _put(data, name, value)
        for rows in self.sets:
            _put(data, rows.path, rows.values())

    def blame(self, path: tuple[Any, ...], message: str) -> bool:
        """Puts the message beside the field that the path leads to; False when there is none."""
        for rows in self.sets:
            steps = tuple(rows.path.split("__"))
            if path[: len(steps)] == steps:
                return rows.blame(path[len(steps) :], message)
        names = [str(step) for step in path if not isinstance(step, int)]
        for length in range(len(names), 0, -1):
            name = "__".join(names[:length])
            if name in self.form.fields:
                self.form.add_error(name, message)
                return True
        return False

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """(anchor, label, message) of every error."""
        for message in self.form.non_field_errors():
            yield "", "", str(message)
        for bound in self.form:
            for message in bound.errors:
                anchor = f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.auto_id
                yield anchor, str(bound.label), str(message)
        for rows in self.sets:
            for row in rows.rows:
                yield from row.faults()


class Row(Part):
    """One row: with a box to take it out and, where it matters, its place."""

    def _form(self, source: Source, fields: dict[str, forms.Field], initial: Data) -> PartForm:
        if not issubclass(self.document, UNORDERED):
            fields["ORDER"] = forms.IntegerField(
                label=_("Place among the others"), required=False, widget=forms.NumberInput({"class": "short"})
            )
            initial["ORDER"] = int(self.prefix.rstrip("-").rpartition("-")[2]) + 1
        fields["DELETE"] = forms.BooleanField(label=_("Take this out"), required=False)
        keep_unknown(fields, initial)
        return PartForm.of(fields)(
            source.sent, initial=initial, prefix=self.prefix.rstrip("-"), empty_permitted=True,
            use_required_attribute=False,
        )  # fmt: skip

    @property
    def is_out(self) -> bool:
        """Taken out, or never filled in."""
        if self.form["DELETE"].data:
            return True
        typed = set(self.form.changed_data) - {"ORDER", "DELETE"}
        return not typed and not any(rows.values_typed for rows in self.sets)

    def is_valid(self) -> bool:
        if self.is_out:
            self.quieten()
            return True
        self.form.empty_permitted = False
        return super().is_valid()

    def value(self) -> Data:
        data: Data = {}
        self.put(data)
        data.pop("ORDER", None)
        data.pop("DELETE", None)
        return data


def _codes(document: Any) -> tuple[str, ...]:
    return (CODES[document],) if document in CODES else ()


class Rows:
    """Repeated rows, as many as were sent, and one more when asked for."""

    def __init__(self, source: Source, document: Any, path: str, name: str, items: list[Any]) -> None:
        self.document, self.path, self.name = document, path, name
        last = path.rpartition("__")[2]
        self.label = GROUPS[last] if document is documents.Test else labels.of_field(source.kind.name, last)
        sent = _count(source.sent, name, max(MOST_ROWS, len(items))) if source.sent is not None else len(items)
        self.rows = [self._row(source, place, items) for place in range(sent)]
        if source.added == name and sent < MOST_ROWS:
            empty = Source(source.kind, source.choices)
            self.rows.append(self._row(empty, sent, []))

    def _row(self, source: Source, place: int, items: list[Any]) -> Row:
        prefix, paths = f"{self.name}-{place}-", paths_of(self.document)
        if source.sent is not None:
            return Row(source, self.document, paths, prefix, None, items)
        return Row(source, self.document, paths, prefix, items[place] if place < len(items) else None)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def values_typed(self) -> bool:
        return any(not row.is_out for row in self.rows)

    def kept(self) -> list[Row]:
        rows = [row for row in self.rows if not row.is_out]
        if issubclass(self.document, UNORDERED):
            return rows
        return sorted(rows, key=lambda row: row.form.cleaned_data.get("ORDER") or len(self.rows))

    def is_valid(self) -> bool:
        valid = [row.is_valid() for row in self.rows]
        return all(valid)

    def values(self) -> list[Data]:
        found = [row.value() for row in self.kept()]
        for code in _codes(self.document):
            _name_rows(found, code)
        for first in ("valid_from", "opens_on"):
            if first in self.document.model_fields:
                found.sort(key=lambda item: str(item.get(first, "")))
        return found

    def blame(self, path: tuple[Any, ...], message: str) -> bool:
        rows = self.kept()
        if not path or not isinstance(path[0], int) or path[0] >= len(rows):
            return False
        return rows[path[0]].blame(path[1:], message)


def paths_of(document: Any) -> tuple[str, ...]:
    """The fields of a row; a condition is two lists of tests."""
    found: list[str] = []
    for name, info in document.model_fields.items():
        is_condition = info.annotation is documents.Condition
        found += [f"{name}__all", f"{name}__any"] if is_condition else [name]
    return tuple(found)


def _count(sent: Any, name: str, most: int) -> int:
    """No more than a page offers, and never less than the entry has: rows that are not read would be lost."""
    typed = str(sent.get(f"{name}-TOTAL", ""))[:9]
    return min(int(typed), most) if typed.isascii() and typed.isdecimal() else 0


def _name_rows(rows: list[Data], code: str) -> None:
    """Codes are made from English names and stay what they are."""
    taken = {row[code] for row in rows if row.get(code)}
    for row in rows:
        if not row.get(code):
            stem = slugify(row.get("en", ""))[:40] or "row"
            row[code] = next(
                name for name in (stem, *(f"{stem}-{number}" for number in range(2, 99))) if name not in taken
            )
            taken.add(row[code])


def keep_unknown(fields: dict[str, forms.Field], initial: Data) -> None:
    """A value that is no longer among the choices is kept until the editor chooses another."""
    for name, field in fields.items():
        if isinstance(field, forms.ChoiceField):
            offered: Any = field.choices
            known = {str(value) for value, _label in offered}
            shown = initial.get(name)
            values = shown if isinstance(shown, list) else [shown]
            unknown = [value for value in values if value not in (None, "") and str(value) not in known]
            field.choices = [*offered, *((value, value) for value in unknown)]
