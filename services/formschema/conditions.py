"""Whether a condition holds for the answers given so far."""

from typing import Any

from services.formschema.compare import passes
from services.formschema.schema import Condition, GroupTest, Step, Test


def holds(condition: Condition, answers: dict[str, Any]) -> bool:
    """`answers` maps names to stored values; a missing answer fails every test."""
    if not condition.tests:
        return True
    results = (_test(test, answers.get(test.field)) for test in condition.tests)
    return all(results) if condition.every else any(results)


def _test(test: Test | GroupTest, answer: Any) -> bool:
    return passes(test, answer) if isinstance(test, Test) else _group(test, answer or [])


def _group(test: GroupTest, rows: list[dict[str, Any]]) -> bool:
    matching = sum(all(passes(one, row.get(one.field)) for one in test.tests) for row in rows)
    if test.quantifier == "all":
        return bool(rows) and matching == len(rows)
    return matching >= (test.at_least if test.quantifier == "count" else 1)


def unanswered(step: Step, stored: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    """Questions of a saved step that must be answered and never were: the form, or an earlier answer, has changed."""
    return [
        question.key
        for question in step.questions
        if question.required
        and question.names
        and not any(name in stored for name in (*question.names, question.key))
        and holds(question.when, answers)
    ]
