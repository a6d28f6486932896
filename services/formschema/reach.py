"""Whether a person can ever be asked a question: conditions are expanded to what must be answered for them to hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from services.formschema.compare import ISO, number, passes
from services.formschema.schema import Condition, FormSchema, GroupTest, Question, Step, Test

# Beyond so many ways to reach a question it is taken as reachable: nothing possible is ever refused.
MOST_WAYS = 300

Way = frozenset[Test]


def impossible(form: FormSchema) -> str | None:
    """The key of the first step or question that no answers can make visible."""
    home = {question.key: (step, question) for step in form.steps for question in step.questions}
    ways: dict[str, list[Way]] = {}
    for step in form.steps:
        of_step = _ways(step.when, ways, home)
        if not of_step:
            return step.key
        for question in step.questions:
            found = _joined(of_step, _ways(question.when, ways, home), home)
            if not found:
                return question.key
            ways[question.key] = found
    return None


def _ways(when: Condition, ways: dict[str, list[Way]], home: dict[str, tuple[Step, Question]]) -> list[Way]:
    """Each way to fulfil a condition, with what asking its questions needs in turn."""
    if not when.tests:
        return [frozenset()]
    single = [_joined([_alone(test)], ways[test.field], home) for test in when.tests]
    if not when.every:
        return [way for found in single for way in found][:MOST_WAYS]
    result = single[0]
    for more in single[1:]:
        result = _joined(result, more, home)
    return result


def _alone(test: Test | GroupTest) -> Way:
    """What a group's rows say is not followed further."""
    return frozenset({test}) if isinstance(test, Test) else frozenset()


def _joined(left: list[Way], right: list[Way], home: dict[str, tuple[Step, Question]]) -> list[Way]:
    found: dict[Way, None] = {}
    for one, other in product(left, right):
        both = one | other
        if both not in found and _can_hold(both, home):
            found[both] = None
        if len(found) >= MOST_WAYS:
            return [frozenset()]
    return list(found)


def _can_hold(way: Way, home: dict[str, tuple[Step, Question]]) -> bool:
    by_field: dict[str, list[Test]] = {}
    for test in way:
        by_field.setdefault(test.field, []).append(test)
    return all(_one_answer(home[name][1], tests) for name, tests in by_field.items())


def _one_answer(question: Question, tests: list[Test]) -> bool:
    """Whether one answer passes all tests: the options are tried, or the values of the tests and their neighbours."""
    if question.kind == "many_of" or all(test.operator in {"answered", "is_not"} for test in tests):
        options = _options(question)
        return question.kind == "many_of" or not options or _some(options, tests)
    return _some(_options(question) or _neighbours(tests), tests)


def _some(candidates: list[Any], tests: list[Test]) -> bool:
    return any(all(passes(test, candidate) for test in tests) for candidate in candidates)


def _options(question: Question) -> list[Any]:
    return ["yes", "no"] if question.kind == "yes_no" else [option.value for option in question.options]


def _neighbours(tests: list[Test]) -> list[Any]:
    found: list[Any] = []
    for value in (test.value for test in tests if test.operator != "answered"):
        found.append(value)
        as_number = number(value)
        if as_number is not None:
            found += [as_number + step for step in (-1, Decimal("-0.01"), Decimal("0.01"), 1)]
        elif isinstance(value, str) and ISO.match(value):
            day = date.fromisoformat(value)
            found += [(day + timedelta(days=step)).isoformat() for step in (-1, 1)]
    return found
