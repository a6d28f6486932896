"""What an assessment starts from: lists to choose from, rules in force, and what the application has said already."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from applications.review import sections_of
from casework.models import Assessment, Case, CodedWord, Domain, KnownNeed, WorkRule
from casework.models.assessing import LEVELS
from services.models import Service
from services.models.bilingual import language

CHILD_OPINION, ADULT, FOUR_EYES, VALID_MONTHS = (
    "child-opinion-from",
    "adult-from",
    "assessment-four-eyes",
    "assessment-valid-months",
)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """What the form lets one choose. `asks_child`: the beneficiary is of an age to be heard; unknown ages are asked."""

    words: dict[str, Pairs]
    services: Pairs
    asks_child: bool

    def of(self, name: str) -> Pairs:
        return self.words.get(name, [])


@dataclass(frozen=True)
class Known:
    """What the application says of a domain: the level it speaks for, and where it is said."""

    level: int
    sources: tuple[str, ...]


def rules_of(unit_id: int, day: date) -> dict[str, int]:
    """The numbers in force by their code; a unit's own before the general one, the newest before the older."""
    rows = WorkRule.objects.in_force(day).filter(unit_id=None) | WorkRule.objects.in_force(day).filter(unit_id=unit_id)
    found = sorted(rows, key=lambda row: (row.unit_id is not None, row.valid_from))
    return {row.code: row.value for row in found}


def words_in_force(day: date) -> dict[str, Pairs]:
    words: dict[str, Pairs] = {}
    for row in CodedWord.objects.in_force(day):
        words.setdefault(row.list, []).append((row.code, row.text))
    return words


def choices_for(case: Case, day: date) -> Choices:
    """Three queries."""
    named = f"name_{language()}"
    services = list(Service.objects.published().order_by(named).values_list("slug", named))
    return Choices(words_in_force(day), services, asks_child(case, rules_of(case.unit_id, day), day))


def asks_child(case: Case, rules: dict[str, int], day: date) -> bool:
    """The child's own opinion is heard from the age in the rule. An adult has no such question."""
    age = case.beneficiary.age_on(day)
    return age is not None and rules[CHILD_OPINION] <= age < rules[ADULT]


def known_needs(case: Case) -> dict[str, Known]:
    """By domain. One query; the application's answers are read once."""
    coded = case.request.application.coded
    said = {
        f"{section.key.partition('.')[0]}.{line.name}": f"{line.label}: {line.value}"
        for section in sections_of(case.request.application, case.service.slug)
        for line in section.lines
    }
    found: dict[str, Known] = {}
    for row in KnownNeed.objects.in_force(timezone.localdate()).order_by("id"):
        answer = coded.get(row.question)
        if row.value not in (answer if isinstance(answer, list) else [answer]) or row.question not in said:
            continue
        before = found.get(row.domain, Known(0, ()))
        sources = tuple(dict.fromkeys((*before.sources, said[row.question])))
        found[row.domain] = Known(max(before.level, row.level), sources)
    return found


class Start:
    """What the form shows before anything is typed: the version being written, the former one, or the application."""

    def __init__(self, case: Case) -> None:
        rows = list(case.assessments.select_related("data_key", "made_by").order_by("version"))
        self.case = case
        self.draft: Assessment | None = next((row for row in rows if row.finished_at is None), None)
        self.finished = [row for row in rows if row.finished_at is not None]

    @property
    def former(self) -> Assessment | None:
        return self.finished[-1] if self.finished else None

    @cached_property
    def known(self) -> dict[str, Known]:
        return {} if self.former else known_needs(self.case)

    @property
    def initial(self) -> dict[str, Any]:
        today = f"{timezone.localdate():%d.%m.%Y}"
        if self.draft is not None:
            return dict(self.draft.content)
        if self.former is not None:
            return {**self.former.content, "held_on": today}
        levels = {f"{domain}_level": str(known.level) for domain, known in self.known.items()}
        person = {"who_1": self.case.beneficiary.full_name, "role_1": "person", "took_part": "yes"}
        return {"held_on": today, **person, **levels}


def levels_of(content: dict[str, Any]) -> dict[str, str]:
    """The coded levels by domain, as typed so far."""
    known = {code for code, _words in LEVELS}
    return {name: content[f"{name}_level"] for name in Domain.values if content.get(f"{name}_level") in known}
