"""A form as paper: each question with boxes to write in or to tick, and when it is to be filled in, in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.models import NoIdReason
from records import pdf
from services.formschema import FormSchema, Question, schema_of
from services.formschema.rows import IncomeKind
from services.formschema.schema import Condition, Test
from services.models import BlankForm, ServiceDocument

SHEET = "blank.css"
# Squares for what has a known length; everything else gets lines.
CELLS = {"number": 4, "phone": 13, "date": 8}
NUMBER_CELLS, HOUSEHOLD_ROWS, LONG_LINES = 10, 5, 5
# What a claim moves forward, so that a backlog is published once and not at every sweep.
CLAIM = """
    UPDATE services_blankform SET next_try_at = now() + interval '20 seconds' * least(power(2, least(tries, 4)), 16)
    WHERE id IN (
        SELECT id FROM services_blankform
        WHERE made_at IS NULL AND tries < 4 AND next_try_at <= now()
        ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, 'documents_slow'
"""


class Blank(NamedTuple):
    """One question on paper. `cells`: squares; `lines`: lines to write on; `choices`: boxes to tick."""

    kind: str
    label: str
    hint: str
    only_if: str
    cells: range
    lines: range
    choices: list[str]
    columns: list[str]
    rows: list[str]


class Part(NamedTuple):
    title: str
    intro: str
    only_if: str
    questions: list[Blank]


def html(form: BlankForm) -> str:
    with translation.override(form.language):
        return render_to_string("pdf/blank.html", _context(form))


def assets(form: BlankForm) -> dict[str, bytes]:
    return {"qr.svg": pdf.qr(address_of(form))}


def address_of(form: BlankForm) -> str:
    with translation.override(form.language):
        return f"{settings.PUBLIC_URL}{reverse('blank_code', args=[form.code])}"


def _context(form: BlankForm) -> dict[str, Any]:
    schemas = [schema_of(pk) for pk in (form.common_id, form.own_id) if pk is not None]
    return {
        "language": form.language,
        "town": settings.MUNICIPALITY,
        "service": form.service,
        "code": form.code,
        "made_on": timezone.localdate(form.created_at),
        "parts": [part for schema in schemas for part in _parts(schema, schemas)],
        "documents": [
            (str(row.document_type), row.when)
            for row in ServiceDocument.objects.filter(service=form.service, document_type__issued_by_office=False)
            .select_related("document_type")
            .order_by("position")
        ],
    }


def _parts(schema: FormSchema, schemas: list[FormSchema]) -> list[Part]:
    asked = {question.key: question for one in schemas for question in one.questions()}
    return [
        Part(
            str(step.title), str(step.intro), condition_in_words(step.when, asked),
            [_blank(question, asked) for question in step.questions],
        )
        for step in schema.steps
    ]  # fmt: skip


def _blank(question: Question, asked: dict[str, Question]) -> Blank:
    kind = question.kind
    lines = {"long_text": LONG_LINES, "text": 1, "email": 1, "money": 1, "address": 1}.get(kind, 0)
    return Blank(
        kind=kind,
        label=str(question.label),
        hint=str(question.hint),
        only_if=condition_in_words(question.when, asked),
        cells=range(CELLS.get(kind, NUMBER_CELLS if kind in {"identity", "person"} else 0)),
        lines=range(lines),
        choices=_choices(question),
        columns=[_("name"), _("relation"), _("year of birth"), _("income")] if kind == "household" else [],
        rows=[""] * HOUSEHOLD_ROWS if kind == "household" else _rows(question),
    )


def _choices(question: Question) -> list[str]:
    match question.kind:
        case "one_of" | "many_of":
            return [str(option.label) for option in question.options]
        case "yes_no":
            return [_("yes"), _("no")]
        case "declaration":
            return [_("I declare it")]
        case "file":
            own = [_("Check it for me")] if question.from_register else []
            return [_("attached"), *own, _("will be brought later"), _("I do not have such a document")]
        case "identity":
            return [str(reason.label) for reason in NoIdReason]
        case _:
            return []


def _rows(question: Question) -> list[str]:
    return [str(kind.label) for kind in IncomeKind] if question.kind == "income" else []


def condition_in_words(condition: Condition, asked: dict[str, Question]) -> str:
    """„Само ако „Живее“ е „сам“.“; empty when it is always asked."""
    if not condition.tests:
        return ""
    found = [_test(test, asked) for test in condition.tests]
    if not all(found):
        return _("Only if it applies to you.")
    joined = (_(" and ") if condition.every else _(" or ")).join(found)
    return _("Only if %(condition)s.") % {"condition": joined}


def _test(test: Any, asked: dict[str, Question]) -> str:
    """Empty for what has no short wording."""
    question = asked.get(test.field)
    if question is None or not isinstance(test, Test):
        return ""
    names = {"question": str(question.label), "value": _value(question, test.value)}
    match test.operator:
        case "is" | "one_of" | "contains":
            return _("“%(question)s” is %(value)s") % names
        case "is_not":
            return _("“%(question)s” is not %(value)s") % names
        case "at_least":
            return _("“%(question)s” is at least %(value)s") % names
        case "at_most":
            return _("“%(question)s” is at most %(value)s") % names
        case _:
            return _("“%(question)s” is filled in") % names


def _value(question: Question, value: Any) -> str:
    labels = {"yes": _("yes"), "no": _("no")} | {option.value: str(option.label) for option in question.options}
    values = value if isinstance(value, list | tuple) else [value]
    return " / ".join(f"„{labels.get(str(one), str(one))}“" for one in values)
