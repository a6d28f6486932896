"""What the facts lead to: services in three groups, help that others give, and what else may be had after a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from services.eligibility import Facts, Likelihood, Verdict, judge, passes
from services.finder.coded import facts_from_coded
from services.models import Requirement, Service, Signpost, language
from services.models.service import ServiceQuerySet


def _services() -> ServiceQuerySet:
    """With all that judging and showing needs, in two queries."""
    requirements = Requirement.objects.select_related("legal_ground").order_by("position")
    columns = (f"name_{language()}", "slug", "position", "access", "online_application", "emergency", "details")
    return (
        Service.objects.in_force(timezone.localdate())
        .only(*columns)
        .order_by("position")
        .prefetch_related(Prefetch("requirements", requirements))
    )


def groups(facts: Facts) -> dict[Likelihood, list[Verdict]]:
    """Every service in force, what fits best first."""
    verdicts = sorted((judge(service, facts) for service in _services()), key=lambda verdict: verdict.sort_key)
    return {
        likelihood: [verdict for verdict in verdicts if verdict.likelihood == likelihood] for likelihood in Likelihood
    }


def signposts(facts: Facts) -> list[Signpost]:
    """Help of other institutions for what is surely needed."""
    return [
        signpost
        for signpost in Signpost.objects.exclude(when={}).order_by("id")
        if passes(signpost.when, facts) is True
    ]


def alternatives(service: Service, facts: Facts, limit: int = 3) -> list[Verdict]:
    """Other services that the same facts make likely or possible: first likely ones that answer the same need.

    Protected services are no alternative to offer in a letter that others may read.
    """
    needs, people = _likeness(service)
    found: list[tuple[tuple[Any, ...], Verdict]] = []
    others = _services().exclude(pk=service.pk).exclude(emergency=True)
    for other in others.prefetch_related("needs", "target_groups"):
        verdict = judge(other, facts)
        if verdict.likelihood == Likelihood.UNLIKELY:
            continue
        other_needs, other_people = _likeness(other)
        order, *rest = verdict.sort_key
        found.append(((order, -len(needs & other_needs), -len(people & other_people), *rest), verdict))
    return [verdict for _key, verdict in sorted(found, key=lambda pair: pair[0])[:limit]]


def _likeness(service: Service) -> tuple[set[int], set[int]]:
    return {need.pk for need in service.needs.all()}, {group.pk for group in service.target_groups.all()}


def alternatives_for(
    service: Service, coded: Mapping[str, Any], *, age: int | None = None, limit: int = 3
) -> list[Verdict]:
    """The same from an application's coded facts; `age` of the person, where it is known."""
    facts = {**facts_from_coded(coded), **({"age": age} if age is not None else {})}
    return alternatives(service, facts, limit)
