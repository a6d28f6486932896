"""The finder's answers: kept nowhere, they travel in the address as codes. No name, no free text, sums in bands.

In the address an answer is one or more codes: `age=82&hard=eating&hard=alone&home=79-yes`. As facts (`facts_of`) it is
a number, a code, a list of codes, or a list of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from services.eligibility import Facts, passes
from services.models import FinderQuestion

Codes = dict[str, list[str]]
Kind = FinderQuestion.Kind

OLDEST = 120
# A sum is known no closer than this, in euro.
BAND = 50
HIGHEST_SUM = 10_000
MOST_PEOPLE = 6
ALONE = "alone"
# The answer that goes with no other.
NONE = "none"


def questions() -> list[FinderQuestion]:
    return list(FinderQuestion.objects.order_by("position", "id"))


def read(query: QueryDict, asked: list[FinderQuestion]) -> Codes:
    """What is an answer in the query; anything else in it is left alone."""
    found = {question.slug: _valid(question, query.getlist(question.slug)[:30]) for question in asked}
    return {slug: codes for slug, codes in found.items() if codes}


def _valid(question: FinderQuestion, codes: list[str]) -> list[str]:
    match question.kind:
        case Kind.NUMBER:
            return [str(int(code)) for code in codes[:1] if is_age(code)]
        case Kind.MONEY:
            return [band(Decimal(code)) for code in codes[:1] if code.isascii() and code.isdigit() and len(code) < 9]
        case Kind.HOUSEHOLD:
            return [ALONE] if ALONE in codes else [code for code in codes if _person(code)][:MOST_PEOPLE]
        case Kind.YES_NO:
            return [code for code in codes[:1] if code in {"yes", "no"}]
        case Kind.ONE_OF:
            return [code for code in codes[:1] if code in _values(question)]
        case _:
            chosen = [value for value in _values(question) if value in codes]
            return [value for value in chosen if value != NONE] or chosen


def _values(question: FinderQuestion) -> list[str]:
    return [option["value"] for option in question.options]


def is_age(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) < 4 and int(code) <= OLDEST


def band(amount: Decimal) -> str:
    """The lower edge of its band."""
    return str(min(int(amount), HIGHEST_SUM) // BAND * BAND)


def _person(code: str) -> dict[str, Any] | None:
    age, _dash, telk = code.partition("-")
    return {"age": int(age), "telk": telk} if is_age(age) and telk in {"yes", "no"} else None


def query(codes: Codes, **more: str) -> str:
    return urlencode([*more.items(), *((slug, code) for slug, found in codes.items() for code in found)])


def facts_of(asked: list[FinderQuestion], codes: Codes) -> Facts:
    """An answer that decides nothing yet („чакам ТЕЛК“) is not known."""
    facts: dict[str, Any] = {}
    for question in asked:
        found = codes.get(question.slug)
        undecided = {option["value"] for option in question.options if option.get("undecided")}
        if found and not undecided & set(found):
            facts |= _fact(question, found)
    return facts


def _fact(question: FinderQuestion, codes: list[str]) -> dict[str, Any]:
    match question.kind:
        case Kind.NUMBER | Kind.MONEY:
            return {question.slug: int(codes[0])}
        case Kind.MANY_OF:
            return {question.slug: codes}
        case Kind.HOUSEHOLD:
            people = [person for code in codes if (person := _person(code))]
            return {question.slug: people, "lives": "with_others" if people else ALONE}
        case _:
            return {question.slug: codes[0]}


def to_ask(asked: list[FinderQuestion], facts: Facts) -> list[FinderQuestion]:
    """Questions whose condition is not surely false."""
    return [question for question in asked if passes(question.when, facts) is not False]


def in_danger(asked: list[FinderQuestion], codes: Mapping[str, list[str]]) -> bool:
    return any(
        option.get("danger") and option["value"] in codes.get(question.slug, ())
        for question in asked
        for option in question.options
    )
