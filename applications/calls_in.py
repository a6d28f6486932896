"""What a partner's call may say, as one JSON Schema that is published and checked; and what is wrong with a call."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Partner
from people.identifiers import egn_facts, is_egn
from people.models import IdType
from services.entries.problems import Problem
from services.formschema import FormSchema, Question, schema_of
from services.formschema.jsonschema import check_begun, problems
from services.models import FormVersion, Service

MOST_SERVICES = 5
COMMON = "common"
# Only the person declares, and only the person hands in documents.
NOT_FROM_PARTNERS = {"declaration", "file"}
_HIDDEN = r"\u0000-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_PLAIN = rf"^ *[^\s{_HIDDEN}][^{_HIDDEN}]*$"
_DAY = {"type": "string", "format": "x-past-date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

CALL: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reference", "services", "answers", "ground"],
    "properties": {
        "reference": {
            "type": "string", "minLength": 1, "maxLength": 100, "pattern": _PLAIN,
            "description": "Your own reference. The same one again answers with the same draft.",
        },
        "services": {
            "type": "array", "minItems": 1, "maxItems": MOST_SERVICES, "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[-a-z0-9_]{1,110}$"},
        },
        "answers": {
            "type": "object",
            "description": "By form: `common` or a service, as /forms/{form}/latest/schema.json says."
            " What you do not know is left out. Declarations and documents are the person's own.",
            "required": [COMMON],
            "additionalProperties": {"type": "object"},
        },
        "ground": {
            "description": "On what you give the data: the person agreed on a day, or the article of the law.",
            "oneOf": [
                {
                    "type": "object", "additionalProperties": False, "required": ["kind", "agreed_on"],
                    "properties": {"kind": {"const": "consent"}, "agreed_on": _DAY},
                },
                {
                    "type": "object", "additionalProperties": False, "required": ["kind", "article"],
                    "properties": {
                        "kind": {"const": "law"},
                        "article": {"type": "string", "minLength": 3, "maxLength": 300, "pattern": _PLAIN},
                    },
                },
            ],
        },
        "language": {"enum": ["bg", "en"], "description": "Of the letter."},
    },
}  # fmt: skip


class Wrong(NamedTuple):
    """One field that cannot be taken: its path, what the form calls it, and why."""

    field: str
    label: str
    message: str


class Checked(NamedTuple):
    """A call that can be taken: the services in their order, and the forms by which its answers were checked."""

    services: list[Service]
    versions: dict[str, int]


def check(partner: Partner, call: Any) -> tuple[Checked | None, list[Wrong]]:
    """What was understood, or everything that is wrong, in the language of now."""
    wrong = [_said(problem) for problem in problems(CALL, call)]
    if wrong:
        return None, wrong
    services = {row.slug: row for row in Service.objects.online().filter(slug__in=call["services"])}
    allowed = set(partner.services.filter(slug__in=services).values_list("slug", flat=True))
    wrong = [
        Wrong(f"services/{position}", "", _("You may not prepare an application for this service."))
        for position, slug in enumerate(call["services"])
        if slug not in allowed
    ]
    asked = [services[slug] for slug in call["services"] if slug in allowed]
    versions = _versions(asked)
    for scope, answers in call["answers"].items():
        wrong += _answers(scope, answers, versions.get(scope))
    if not wrong:
        wrong = _person(call["answers"][COMMON])
    return (None, wrong) if wrong else (Checked(asked, versions), [])


def _versions(services: list[Service]) -> dict[str, int]:
    published = FormVersion.objects.published()
    found = {COMMON: published.get(service=None).pk}
    own = published.filter(service__in=services).values_list("service__slug", "pk")
    return {**found, **dict(own)}


def _answers(scope: str, answers: dict[str, Any], version: int | None) -> list[Wrong]:
    if version is None:
        return [Wrong(f"answers/{scope}", "", _("No form of that name is asked here."))]
    form = schema_of(version)
    refused = [
        Problem((name,), _("Only the person can say this."))
        for name in answers
        if (question := question_of(form, name)) is not None and question.kind in NOT_FROM_PARTNERS
    ]
    found = refused or check_begun(version, answers)
    return [_said(problem.under("answers", scope), form, problem) for problem in found]


def question_of(form: FormSchema, name: Any) -> Question | None:
    return next((one for one in form.questions() if name in one.names), None)


def _said(problem: Problem, form: FormSchema | None = None, inner: Problem | None = None) -> Wrong:
    question = question_of(form, inner.path[0]) if form and inner and inner.path else None
    label = str(question.label) if question else ""
    return Wrong("/".join(map(str, problem.path)), label, problem.message)


def _person(answers: dict[str, Any]) -> list[Wrong]:
    """Whose draft it is must be known well enough that nobody else opens it."""
    needed = ["given_name", "family_name", "identity_type"]
    if answers.get("identity_type") != IdType.EGN:
        needed.append("birth_date")
    missing = [name for name in needed if not answers.get(name)]
    return [Wrong(f"answers/{COMMON}/{name}", "", _("This field is needed.")) for name in missing]


def born_on(answers: dict[str, Any]) -> date | None:
    """The day of birth by the number, else as it was given."""
    number, today = str(answers.get("identity_number") or ""), timezone.localdate()
    if answers.get("identity_type") == IdType.EGN and is_egn(number, today):
        return egn_facts(number).born_on
    said = answers.get("birth_date")
    return date.fromisoformat(said) if said else None
