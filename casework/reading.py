"""A written assessment as a person reads it: on the page, aloud before signing, and on paper."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.forms.assessment import PARTICIPANTS, AssessmentForm, DomainsForm, SigningForm


@dataclass(frozen=True)
class Line:
    """`before`: what the former version said, where it said something else."""

    name: str
    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True)
class Part:
    title: str
    lines: list[Line]


def parts_of(form: AssessmentForm, content: dict[str, Any], former: dict[str, Any] | None = None) -> list[Part]:
    """Answered questions alone. With `former`: also what changed, and what it said and this one does not."""

    def lines(fields: list[forms.BoundField]) -> list[Line]:
        return [line for field in fields if (line := _line(field, content, former))]

    people = _people(form, content, former)
    parts = [Part(_("The meeting"), [*lines(form.meeting), *people]), Part(_("Wishes"), lines(form.wishes))]
    parts += domain_parts(form, content, former)
    parts += [Part(_("Risks"), lines(form.dangers)), Part(_("Conclusion"), lines(form.outcome))]
    return [part for part in parts if part.lines]


def domain_parts(form: DomainsForm, content: dict[str, Any], former: dict[str, Any] | None = None) -> list[Part]:
    found = []
    for domain in form.domains():
        fields = [domain.level, *domain.texts]
        lines = [line for field in fields if (line := _line(field, content, former))]
        # Under the domain's own heading its name is not said again.
        start = f"{domain.label}: "
        short = [replace(one, label=one.label.removeprefix(start).capitalize()) for one in lines]
        found.append(Part(str(domain.label), short))
    return [part for part in found if part.lines]


def _line(field: forms.BoundField, content: dict[str, Any], former: dict[str, Any] | None) -> Line | None:
    value = in_words(field.field, content.get(field.name))
    before = in_words(field.field, former.get(field.name)) if former is not None else value
    if not value and not before:
        return None
    return Line(field.name, str(field.label), value, before if before != value else None)


def in_words(field: forms.Field, raw: Any) -> str:
    """A value as it was typed, choices by their words."""
    if not raw:
        return ""
    if isinstance(field, forms.ChoiceField):
        words = dict(field.choices)  # type: ignore[arg-type]
        many = raw if isinstance(raw, list) else [raw]
        return "; ".join(str(words.get(one, one)) for one in many)
    return str(raw)


def people_in(form: AssessmentForm, content: dict[str, Any]) -> str:
    """„Пенка Петрова (самият човек), Надежда Петрова (близък човек)“."""
    said = []
    for who, role in form.participants:
        name, as_what = content.get(who.name, ""), in_words(role.field, content.get(role.name))
        if name:
            said.append(f"{name} ({as_what})" if as_what else str(name))
    return ", ".join(said) or str(content.get("participants", ""))


def _people(form: AssessmentForm, content: dict[str, Any], former: dict[str, Any] | None) -> list[Line]:
    assert len(form.participants) == PARTICIPANTS
    value = people_in(form, content)
    before = people_in(form, former) if former is not None else value
    return [Line("who_1", _("Who took part"), value, before if before != value else None)] if value or before else []


def signature_in_words(signature: dict[str, str] | None) -> str:
    """„signed, 30.11.2026“; empty where nothing was recorded."""
    if not signature:
        return ""
    said = str(dict(SigningForm.WAYS)[signature["way"]])
    if signature["witness"]:
        said = _("%(said)s; witness: %(name)s") % {"said": said, "name": signature["witness"]}
    return f"{said}, {date_format(date.fromisoformat(signature['signed_on']))}"
