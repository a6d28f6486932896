"""Whether what is asked for may be for the person, by all the answers together: said before sending, never a block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from applications.steps import Walk
from people.models import Capacity
from services import version
from services.eligibility import HOME, Between, Likelihood, Verdict, judge
from services.finder.coded import facts_from_coded
from services.formschema.sums import sums_of
from services.models import Service

Answers = Mapping[str, Any]


def doubts_of(walk: Walk) -> list[Verdict]:
    """Asked services that the answers speak against. Nothing while an answer is missing: a list of people that is
    still being written says nothing yet."""
    if walk.next_key() is not None:
        return []
    facts = facts_of(walk, timezone.localdate())
    verdicts = (judge(_with_conditions(service.slug), facts) for service in walk.application.asked)
    return [verdict for verdict in verdicts if verdict.likelihood == Likelihood.UNLIKELY]


def verdict_on(slug: str, facts: Mapping[str, Any]) -> Verdict:
    """What facts say of one service, by its conditions of today."""
    return judge(_with_conditions(slug), facts)


def _with_conditions(slug: str) -> Service:
    """As the catalogue has it: read once a process for each of its versions."""
    rows = Service.objects.prefetch_related("requirements__legal_ground")
    return version.kept(f"conditions:{slug}", lambda: rows.get(slug=slug))


def facts_of(walk: Walk, today: date) -> dict[str, Any]:
    """By the keys of the finder's questions: what is said is sure, what is not said is not known."""
    answers = walk.answers()
    facts = facts_from_coded(coded_of(walk))
    is_own = answers.get("capacity", Capacity.SELF) == Capacity.SELF
    born = answers.get("birth_date" if is_own else "other_birth_date")
    if born:
        facts["age"] = _age(date.fromisoformat(born), today)
    for step in walk.forms[0][1].steps:
        for question in step.questions:
            if f"common.{step.key}" in walk.saved and answers.get(question.key):
                facts |= _of_rows(question.kind, answers[question.key], today)
    return facts


def coded_of(walk: Walk) -> dict[str, Any]:
    """Answers marked `coded`, by scope and key."""
    found: dict[str, Any] = {}
    for scope, form in walk.forms:
        answers = walk.answers(scope)
        for question in form.questions():
            if question.coded and answers.get(question.key) not in (None, "", []):
                found[f"{scope}.{question.key}"] = answers[question.key]
    return found


def _of_rows(kind: str, rows: Any, today: date) -> dict[str, Any]:
    if kind == "household":
        return {HOME: [_member(row, today) for row in rows]}
    if kind == "income":
        own = sums_of(row for row in rows if not row.get("who"))
        # There may be more that was not written.
        return {"income": Between(int(own.whole), None)} if own.by_kind else {}
    return {}


def _member(row: Answers, today: date) -> dict[str, Any]:
    """A year of birth tells the age but for one."""
    year = str(row.get("year") or "")
    return {"age": Between(max(today.year - int(year) - 1, 0), today.year - int(year))} if year.isdecimal() else {}


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
