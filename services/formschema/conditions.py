"""Whether a condition holds for the answers given so far."""

from decimal import Decimal, InvalidOperation
from typing import Any

from services.formschema.schema import Condition, Test


def holds(condition: Condition, answers: dict[str, Any]) -> bool:
    """`answers` maps question keys to stored values; a missing answer fails every test."""
    if not condition.tests:
        return True
    results = (_test(test, answers.get(test.field)) for test in condition.tests)
    return all(results) if condition.every else any(results)


def _test(test: Test, answer: Any) -> bool:
    match test.operator:
        case "is":
            return bool(answer == test.value)
        case "is_not":
            return answer not in (None, "") and bool(answer != test.value)
        case "one_of":
            return answer in test.value
        case "contains":
            return isinstance(answer, list) and test.value in answer
        case "at_least":
            return _number(answer) >= Decimal(str(test.value))
        case _:
            return answer not in (None, "", [])


def _number(answer: Any) -> Decimal:
    try:
        return Decimal(str(answer))
    except InvalidOperation:
        return Decimal("-Infinity")
