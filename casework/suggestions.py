"""Which services may help, from the coded needs and the facts of the application; each says why. An officer decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Case, Domain, SuggestionRule
from casework.models.assessing import LEVELS
from services.eligibility import Verdict, judge
from services.finder.coded import facts_from_coded
from services.models import Requirement, Service

SHOWN = 8


@dataclass(frozen=True)
class Suggestion:
    """`because`: the needs that speak for it, in words; `unsure`: conditions of which nothing is known.

    `against`: conditions that do not hold; only the service that was asked for is shown in spite of them.
    """

    service: Service
    strength: int
    because: list[str]
    unsure: list[str]
    against: list[str]
    is_asked: bool


def for_case(case: Case, needs: Mapping[str, str] | None = None) -> list[Suggestion]:
    """The strongest first. `needs`: levels by domain; without them those of the newest finished assessment.

    Four queries. Others than the asked one whose conditions the facts speak against are left out.
    """
    if needs is None:
        newest = case.assessments.finished().order_by("version").last()
        needs = newest.need_codes if newest else {}
    reasons = _reasons(needs)
    facts = facts_of(case)
    verdicts = [judge(service, facts) for service in _services(list(reasons))]
    found = [_suggestion(verdict, reasons[verdict.service.pk], case) for verdict in verdicts]
    found = [one for one in found if one.is_asked or not one.against]
    return sorted(found, key=lambda one: (-one.strength, one.service.position))[:SHOWN]


def facts_of(case: Case) -> dict[str, Any]:
    """By the keys of the finder's questions: what the application says, and the age."""
    facts = facts_from_coded(case.request.application.coded)
    age = case.beneficiary.age_on(timezone.localdate())
    return facts if age is None else {**facts, "age": age}


def _reasons(needs: Mapping[str, str]) -> dict[int, list[tuple[int, str]]]:
    """(level, words) by the key of the service."""
    words = dict(LEVELS)
    found: dict[int, list[tuple[int, str]]] = {}
    for rule in SuggestionRule.objects.in_force(timezone.localdate()).order_by("id"):
        level = needs.get(rule.domain, "0")
        if int(level) >= rule.level:
            said = _("%(domain)s – %(level)s") % {"domain": Domain(rule.domain).label, "level": words[level]}
            found.setdefault(rule.service_id, []).append((int(level), said))
    return found


def _services(keys: list[int]) -> list[Service]:
    conditions = Prefetch("requirements", Requirement.objects.order_by("position"))
    return list(Service.objects.published().filter(pk__in=keys).prefetch_related(conditions))


def _suggestion(verdict: Verdict, reasons: list[tuple[int, str]], case: Case) -> Suggestion:
    return Suggestion(
        service=verdict.service,
        strength=sum(level for level, _said in reasons) + len(verdict.priority),
        because=[said for _level, said in reasons] + [one.name for one in verdict.priority],
        unsure=[one.name for one in verdict.unknown],
        against=[one.otherwise or one.name for one in verdict.failed],
        is_asked=verdict.service.pk == case.service_id,
    )
