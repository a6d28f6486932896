"""The answers as a person reads them: for the check page, the officer and the clerk."""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.former import Prepared
from applications.known import KnownStep
from applications.models import AttachmentKind
from applications.prefill import Origin, told
from applications.steps import Place, Walk
from people.identifiers import egn_facts, is_egn
from people.models import IdType, NoIdReason, Relation, Settlement
from people.places import in_full
from records.templatetags.ui import phone
from services.formschema import Question, holds, schema_of
from services.formschema.dates import in_words as date_in_words
from services.formschema.sums import IncomeKind, euro, sums_of


class Line(NamedTuple):
    name: str
    label: str
    value: str
    source: str = ""


class Changes(NamedTuple):
    """What a newer form does to a draft: old answers that are asked no more or again, and what is new."""

    dropped: list[Line]
    again: list[Line]
    added: list[str]


class KnownLine(NamedTuple):
    label: str
    value: str
    source: str


class KnownSection(NamedTuple):
    """A known step with where its answers come from: once where all come from the same."""

    key: str
    title: str
    mark: str
    source: str
    lines: list[KnownLine]


class Section(NamedTuple):
    key: str
    title: str
    lines: list[Line]

    def asked(self, line: Line) -> str:
        """The question with the step it stands in; a title that asks needs no colon after it."""
        return f"{self.title}{'' if self.title.endswith('?') else ':'} {line.label}"


def sections(walk: Walk, prepared: Prepared | None = None) -> list[Section]:
    """A draft's sections, in the order of its steps. What an institution prepared and the person left says so."""
    places = {place.key: place for place in walk.places}
    return [
        Section(
            key,
            str(place.step.title),
            _lines(place.step.questions, walk.stored(key), walk.answers(place.scope), prepared, place.scope),
        )
        for key, place in places.items()
    ]


def sections_of(application: Any, service: str | None = None, prepared: Prepared | None = None) -> list[Section]:
    """A submitted application's sections, from its one JSON of answers; of one service alone if it is named."""
    answers = application.answers or {}
    merged = {name: value for part in answers.values() for name, value in part.items()}
    found = []
    for scope, form in application.forms():
        if service is not None and scope not in {"common", service}:
            continue
        for step in form.steps:
            key = f"{scope}.{step.key}"
            if key in answers:
                lines = _lines(step.questions, answers[key], merged, prepared, scope)
                found.append(Section(key, str(step.title), lines))
    return found


def changes_of(walk: Walk) -> Changes | None:
    """None for a draft whose form is still the one it was begun with."""
    if walk.moved is None:
        return None
    asked = {(scope, question.key) for scope, form in walk.forms for question in form.questions()}
    dropped: list[Line] = []
    again: list[Line] = []
    for scope, key, entry in walk.moved.put_aside:
        (again if (scope, key) in asked else dropped).append(_kept(key, entry))
    return Changes(dropped, again, [str(question.label) for question in walk.moved.added])


def known_section(found: KnownStep) -> KnownSection:
    lines: list[KnownLine] = []
    for question in found.step.questions:
        proposal = found.proposals.get(question.key)
        if proposal is None:
            continue
        origin = proposal.origin
        if origin.members:
            lines += [KnownLine(str(one), _known_member(one.facts), told(one)) for one in origin.members]
        else:
            lines.append(KnownLine(str(question.label), in_words(question, proposal.values), str(origin)))
    sources = {line.source for line in lines}
    title, common = str(found.step.title), sources.pop() if len(sources) == 1 else ""
    if common:
        lines = [line._replace(source="") for line in lines]
    return KnownSection(found.key, title, found.mark, common, lines)


def _known_member(facts: dict[str, str]) -> str:
    return ", ".join(part for part in (facts.get("name", ""), facts.get("year", "")) if part)


def kept_answers(walk: Walk, place: Place) -> list[Line]:
    """Old answers to this step's questions that could not be taken over: shown beside, asked again."""
    entries = walk.kept.get(place.scope, {})
    return [_kept(question.key, entries[question.key]) for question in place.step.questions if question.key in entries]


def _kept(key: str, entry: dict[str, Any]) -> Line:
    questions = schema_of(entry["version"]).questions() if entry.get("version") else []
    question = next((one for one in questions if one.key == key), None)
    if question is None:
        return Line(key, key, ", ".join(str(value) for value in entry["values"].values()))
    return Line(key, str(question.label), in_words(question, entry["values"]))


def _lines(
    questions: tuple[Question, ...],
    stored: dict[str, Any],
    answers: dict[str, Any],
    prepared: Prepared | None = None,
    scope: str = "",
) -> list[Line]:
    return [
        Line(question.key, str(question.label), in_words(question, stored), _source(prepared, scope, question, stored))
        for question in questions
        if question.kind != "information" and holds(question.when, answers)
    ]


def _source(prepared: Prepared | None, scope: str, question: Question, stored: dict[str, Any]) -> str:
    """Where the answer comes from, if it stands as the institution gave it."""
    values = prepared.answer(scope, question) if prepared else None
    if prepared is None or not values or any(stored.get(name) != value for name, value in values.items()):
        return ""
    return str(Origin(prepared.day, partner=prepared.partner))


def in_words(question: Question, stored: dict[str, Any]) -> str:
    value = stored.get(question.key)
    match question.kind:
        case "identity":
            return _identity(question.key, stored)
        case "address":
            return _address(question.key, stored)
        case "one_of":
            return _labels(question, [value])
        case "many_of":
            return _labels(question, value or [])
        case "yes_no":
            return {"yes": _("yes"), "no": _("no")}.get(str(value), "—")
        case "declaration":
            return _("yes") if value else "—"
        case "date":
            return _date(question.key, stored) if value else "—"
        case "phone":
            return phone(value)
        case "money":
            return euro(value) if value else "—"
        case "household":
            return "\n".join(_member(row) for row in value or []) or "—"
        case "income":
            return _incomes(value or [])
        case "person":
            return _person(question.key, stored)
        case "file":
            return str(dict(AttachmentKind.choices).get(str(value), "—"))
        case _:
            return str(value) if value not in (None, "") else "—"


def _labels(question: Question, values: list[Any]) -> str:
    labels = {option.value: str(option.label) for option in question.options}
    return ", ".join(labels[value] for value in values if value in labels) or "—"


def _identity(key: str, stored: dict[str, Any]) -> str:
    if stored.get(f"{key}_type") == IdType.NONE:
        reason = stored.get(f"{key}_reason") or NoIdReason.UNKNOWN
        return f"{_('no number')}: {NoIdReason(reason).label}"
    number, kind = stored.get(f"{key}_number"), stored.get(f"{key}_type")
    return f"{IdType(kind).label} {number}" if number and kind in IdType.values else str(number or "—")


def _date(key: str, stored: dict[str, Any]) -> str:
    """In words; a date of birth beside that of the number, where the person says that the number is wrong."""
    written = date.fromisoformat(stored[key])
    number = str(stored.get(f"{key.removesuffix('birth_date')}identity_number") or "")
    if not key.endswith("birth_date") or not is_egn(number, timezone.localdate()):
        return date_in_words(written)
    by_number = egn_facts(number).born_on
    if by_number == written:
        return date_in_words(written)
    dates = {"written": date_in_words(written), "by_number": date_in_words(by_number)}
    return _("%(written)s (by the EGN: %(by_number)s)") % dates


def _address(key: str, stored: dict[str, Any]) -> str:
    place = _settlement(stored.get(f"{key}_settlement") or "")
    town = in_full(place) if place else str(stored.get(f"{key}_place") or "")
    return ", ".join(part for part in (town, str(stored.get(f"{key}_line") or "")) if part) or "—"


@lru_cache(maxsize=1024)
def _settlement(ekatte: str) -> Settlement | None:
    """From the classifier, which changes once a year; each process asks once."""
    return Settlement.objects.filter(ekatte=ekatte).first()


def _member(row: dict[str, str]) -> str:
    relation = Relation(row["relation"]).label if row.get("relation") in Relation.values else ""
    return ", ".join(str(part) for part in (row.get("name"), relation, row.get("year")) if part)


def _incomes(rows: list[dict[str, str]]) -> str:
    """Each income, then what they come to: for each person where there are several, and in all."""
    lines = [_income(row) for row in rows]
    sums = sums_of(rows)
    if len(sums.by_person) > 1:
        lines += [f"{_whose(who)}: {euro(amount)}" for who, amount in sums.by_person.items()]
    if len(rows) > 1:
        lines.append(_("In all a month: %(sum)s") % {"sum": euro(sums.whole)})
    return "\n".join(lines) or "—"


def _whose(who: str) -> str:
    return who or _("the person whom the help is for")


def _income(row: dict[str, str]) -> str:
    kind = IncomeKind(row["kind"]).label if row.get("kind") in IncomeKind.values else ""
    said = ", ".join(str(part) for part in (row.get("who"), kind) if part)
    return f"{said}: {euro(row.get('amount') or '0')}"


def _person(key: str, stored: dict[str, Any]) -> str:
    names = " ".join(str(stored.get(f"{key}_{part}") or "") for part in ("given_name", "family_name")).strip()
    if not names:
        return "—"
    born = stored.get(f"{key}_birth_date")
    day = _date(f"{key}_birth_date", stored) if born else ""
    return ", ".join(part for part in (names, _identity(f"{key}_identity", stored), day) if part)
