"""A refusal that opens doors (N9): every condition that is not met and what may be used instead, from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from applications.likelihood import facts_of, verdict_on
from applications.steps import Walk
from casework import suggestions
from casework.models import Case, Reason
from services.eligibility import Between, Likelihood, judge
from services.models import Service
from services.models.service import Access

ADULT, MOST = 18, 6
# The reason of the library that says in general what the line about the assessment says with its day.
NO_NEED, ASSESSED = "no-need", "предварителната оценка от "
FOR_CHILDREN = {"children_at_risk", "young_families", "children_disability", "children_no_parents", "care_leavers"}


def facts_about(case: Case) -> dict[str, Any]:
    """What the application says of the person, by the keys of the finder's questions; the age also by the register."""
    today = timezone.localdate()
    facts = facts_of(Walk(case.request.application), today)
    year = case.beneficiary.birth_year
    if year is not None:
        facts.setdefault("age", Between(max(today.year - year - 1, 0), today.year - year))
    return facts


def unmet_conditions(case: Case) -> list[str]:
    """In Bulgarian, as the act says them: needed conditions that the facts contradict, and what was assessed."""
    failed = verdict_on(case.service.slug, facts_about(case)).failed
    names = [str(requirement.otherwise_bg or requirement.name_bg).rstrip(".") for requirement in failed]
    lines = [f"не е изпълнено условието „{name}“" for name in names]
    assessment = case.assessments.finished().order_by("version").last()
    if assessment is not None and not assessment.is_eligible:
        lines.append(f"{ASSESSED}{assessment.held_on:%d.%m.%Y} г. не установи нужда от услугата")
    return lines


def with_computed(case: Case, added: list[str]) -> list[str]:
    """Nothing that was computed can be left out; the officer may add."""
    computed = unmet_conditions(case)
    return [*computed, *(line for line in added if line not in computed)]


def said_once(reasons: Iterable[Reason], unmet: list[str]) -> list[str]:
    """Why, in easy words: what the assessment found is said by its line alone."""
    is_assessed = any(line.startswith(ASSESSED) for line in unmet)
    return [*(one.text_bg for one in reasons if not (is_assessed and one.code == NO_NEED)), *unmet]


def alternatives(case: Case) -> list[Service]:
    """What the assessed needs suggest, then services for the same groups of people, the likeliest first; without
    those that the facts speak against. Where there is none, those that are open to everybody.
    """
    groups = case.service.target_groups.all()
    facts = facts_about(case)
    if _is_adult(case):
        groups = groups.exclude(slug__in=FOR_CHILDREN)
    others = Service.objects.published().filter(emergency=False).exclude(pk=case.service_id)
    near = others.filter(target_groups__in=groups).distinct().prefetch_related("requirements")
    verdicts = [judge(service, facts) for service in near]
    found = sorted((one for one in verdicts if one.likelihood != Likelihood.UNLIKELY), key=lambda one: one.sort_key)
    suggested = [one.service for one in suggestions.for_case(case) if not one.is_asked and not one.service.emergency]
    ranked = list(dict.fromkeys([*suggested, *(one.service for one in found)]))
    return ranked[:MOST] or list(others.filter(access=Access.GENERAL)[:MOST])


def _is_adult(case: Case) -> bool:
    """An unknown age rules nothing out."""
    year = case.beneficiary.birth_year
    return year is not None and timezone.localdate().year - year >= ADULT
