"""One test against one stored answer."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from services.formschema.schema import Test

ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def passes(test: Test, answer: Any) -> bool:
    """A missing answer fails every test."""
    if answer in (None, "", []) or answer is False:
        return False
    match test.operator:
        case "is":
            return same(answer, test.value)
        case "is_not":
            return not same(answer, test.value)
        case "one_of":
            return answer in test.value
        case "contains":
            return isinstance(answer, list) and test.value in answer
        case "at_least" | "at_most":
            return _compare(answer, test.value, test.operator == "at_least")
        case _:
            return True


def same(answer: Any, value: Any) -> bool:
    """A number is the same however it was written."""
    left, right = number(answer), number(value)
    return left == right if left is not None and right is not None else bool(answer == value)


def _compare(answer: Any, bound: Any, is_lower: bool) -> bool:
    if isinstance(bound, str) and ISO.match(bound):
        left: Any = answer if isinstance(answer, str) and ISO.match(answer) else None
        right: Any = bound
    else:
        left, right = number(answer), number(bound)
    if left is None or right is None:
        return False
    return bool(left >= right if is_lower else left <= right)


def number(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and not isinstance(value, bool) else None
