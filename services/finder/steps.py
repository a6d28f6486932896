"""Where a person is in the finder: which question of how many, what comes before and after."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from services.finder import answers
from services.finder.answers import ALONE, BAND, Codes, Kind
from services.models import FinderQuestion, language

# What `then` in the address says: the answer is changed from the page of results.
RESULTS = "results"


@dataclass(frozen=True)
class Step:
    question: FinderQuestion
    number: int
    total: int
    back_url: str
    next_url: str
    skip_url: str
    results_url: str
    # The other answers, as hidden fields.
    others: list[tuple[str, str]]
    # The question and the one before it.
    near: list[FinderQuestion]


def step_at(asked: list[FinderQuestion], codes: Codes, slug: str, *, is_change: bool = False) -> Step | None:
    """The question by its key, or the first one. None: there are no questions.

    `is_change`: one answer of the result is given anew, and every way leads back there.
    """
    codes = {key: found for key, found in codes.items() if found}
    row = answers.to_ask(asked, answers.facts_of(asked, codes))
    if not row:
        return None
    place = next((place for place, question in enumerate(row) if question.slug == slug), 0)
    question = row[place]
    others = {key: found for key, found in codes.items() if key != question.slug}
    results_url = _address("finder_results", codes)
    following = row[place + 1].slug if place + 1 < len(row) and not is_change else None
    before = _address("finder", codes, ask=row[place - 1].slug) if place else ""
    return Step(
        question=question,
        number=place + 1,
        total=len(row),
        back_url=results_url if is_change else before,
        next_url=_address("finder", codes, ask=following) if following else results_url,
        skip_url=_address("finder", others, ask=following) if following else _address("finder_results", others),
        results_url=results_url if codes and not is_change else "",
        others=[(key, code) for key, found in others.items() for code in found],
        near=row[max(place - 1, 0) : place + 1],
    )


def _address(name: str, codes: Codes, **more: str) -> str:
    return f"{reverse(name)}?{answers.query(codes, **more)}"


def change_links(asked: list[FinderQuestion], codes: Codes) -> list[tuple[str, str, str]]:
    """(question, answer in words, address that changes it) for every question that is asked."""
    row = answers.to_ask(asked, answers.facts_of(asked, codes))
    return [
        (
            question.name,
            _in_words(question, codes.get(question.slug, [])),
            _address("finder", codes, ask=question.slug, then=RESULTS),
        )
        for question in row
    ]


def _in_words(question: FinderQuestion, codes: list[str]) -> str:
    if not codes:
        return _("not answered")
    if question.kind == Kind.MONEY:
        return _("%(low)s to %(high)s €") % {"low": codes[0], "high": int(codes[0]) + BAND}
    if question.kind == Kind.HOUSEHOLD:
        return _household(codes)
    if question.kind == Kind.YES_NO:
        return _("yes") if codes[0] == "yes" else _("no")
    names = {option["value"]: option[language()] for option in question.options}
    return ", ".join(names.get(code, code) for code in codes)


def _household(codes: list[str]) -> str:
    if ALONE in codes:
        return _("lives alone")
    words = {"yes": _("%(age)s years, with TELK"), "no": _("%(age)s years")}
    return "; ".join(words[telk] % {"age": age} for age, _dash, telk in (code.partition("-") for code in codes))
