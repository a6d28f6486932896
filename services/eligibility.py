"""Whether a service may be for a person, by what is known of them: yes, no, or not known. Never a block.

Facts are answers by the keys of the finder's questions. A fact that is missing is not known, and so is what rests on
it; learning more turns „not known“ into yes or no and nothing else. An officer decides, not this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from services.models import Requirement, Service

Facts = Mapping[str, Any]
Truth = bool | None  # None: not known

# The key of the other people in the home: a list of facts, one for each person.
HOME = "home"


@dataclass(frozen=True)
class Between:
    """A number of which only the limits are known; None: no limit."""

    low: int | None
    high: int | None


@dataclass(frozen=True)
class Some:
    """Values that are there for sure; whether others are is not known."""

    values: frozenset[str]


class Likelihood(StrEnum):
    LIKELY = "likely"
    MAYBE = "maybe"
    UNLIKELY = "unlikely"


@dataclass(frozen=True)
class Verdict:
    """What the facts say of one service, with the requirements by what they came to."""

    service: Service
    likelihood: Likelihood
    held: list[Requirement]
    unknown: list[Requirement]
    failed: list[Requirement]
    priority: list[Requirement]

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Shelter first, then what more reasons speak for; what is for everybody has none of its own."""
        reasons = sum(bool(requirement.tests.get("all") or requirement.tests.get("any")) for requirement in self.held)
        order = list(Likelihood).index(self.likelihood)
        is_shelter = self.service.emergency and self.likelihood == Likelihood.LIKELY
        doubts = (len(self.unknown), len(self.failed))
        return (order, not is_shelter, -len(self.priority), *doubts, -reasons, self.service.position)


def judge(service: Service, facts: Facts) -> Verdict:
    """No query when the service's requirements are prefetched."""
    musts: dict[Truth, list[Requirement]] = {True: [], None: [], False: []}
    priority = []
    for requirement in service.requirements.all():
        truth = holds(requirement, facts)
        if requirement.weight == Requirement.Weight.MUST:
            musts[truth].append(requirement)
        elif truth:
            priority.append(requirement)
    likelihood = Likelihood.UNLIKELY if musts[False] else Likelihood.MAYBE if musts[None] else Likelihood.LIKELY
    return Verdict(service, likelihood, musts[True], musts[None], musts[False], priority)


def holds(requirement: Requirement, facts: Facts) -> Truth:
    """For the person, or over everybody in the home; the person counts as one of them."""
    if requirement.subject == Requirement.Subject.PERSON:
        return passes(requirement.tests, facts)
    found = [passes(requirement.tests, member) for member in [facts, *facts.get(HOME, [])]]
    all_counted = HOME in facts
    if requirement.subject == Requirement.Subject.ALL_MEMBERS:
        return every([*found, *([] if all_counted else [None])])
    wanted = requirement.at_least or 1
    sure, possible = found.count(True), len(found) - found.count(False)
    if requirement.subject == Requirement.Subject.ANY_MEMBER:
        wanted = 1
    if sure >= wanted:
        return True
    return False if all_counted and possible < wanted else None


def passes(tests: Mapping[str, Any], facts: Facts) -> Truth:
    """{all: […], any: […]}; what is empty asks for nothing."""
    both = [every(check(test, facts) for test in tests.get("all") or [])]
    if tests.get("any"):
        both.append(some(check(test, facts) for test in tests["any"]))
    return every(both)


def every(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    return False if False in found else None if None in found else True


def some(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    return True if True in found else None if None in found else False


def check(test: Mapping[str, Any], facts: Facts) -> Truth:
    """One test. Of a list of answers: `is` asks whether the value is among them, `is_not` whether it is not."""
    answer, value = facts.get(test["field"]), test.get("value")
    if answer in (None, "", []):
        return None
    match test["op"]:
        case "answered":
            return True
        case "at_least":
            return _at_least(answer, value)
        case "at_most":
            return _at_most(answer, value)
        case "one_of":
            return some(_among(answer, one) for one in value or [])
        case "is_not":
            found = _among(answer, value)
            return None if found is None else not found
        case _:
            return _among(answer, value)


def _among(answer: Any, value: Any) -> Truth:
    if isinstance(answer, Some):
        return True if value in answer.values else None
    if isinstance(answer, list | tuple):
        return value in answer
    if isinstance(answer, Between):
        return None
    return bool(answer == value)


def _at_least(answer: Any, value: Any) -> Truth:
    low, high, limit = (*_limits(answer), _number(value))
    if limit is None or (low is None and high is None):
        return None
    if low is not None and low >= limit:
        return True
    return False if high is not None and high < limit else None


def _at_most(answer: Any, value: Any) -> Truth:
    low, high, limit = (*_limits(answer), _number(value))
    if limit is None or (low is None and high is None):
        return None
    if high is not None and high <= limit:
        return True
    return False if low is not None and low > limit else None


def _limits(answer: Any) -> tuple[Decimal | None, Decimal | None]:
    if isinstance(answer, Between):
        return _number(answer.low), _number(answer.high)
    number = _number(answer)
    return number, number


def _number(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
