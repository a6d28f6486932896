"""Open drafts and newer versions of their forms: what a draft would be under the versions that are published now.

Reading computes; the first writing request makes it so (applications.actions.drafts.move).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.formschema import Question, schema_of
from services.formschema.rebase import Entry, rebase
from services.models import FormVersion

# The step under which answers stand that no question of the newer versions takes.
KEPT = "kept"
COMMON = "common"

Versions = dict[str, int]


@dataclass
class Moved:
    answers: dict[str, dict[str, Any]]
    # (scope, key, answer) of what has just lost its place.
    put_aside: list[tuple[str, str, Entry]] = field(default_factory=list)
    added: list[Question] = field(default_factory=list)


def stored_versions(application: Any) -> Versions:
    own = {service.slug: service.form for service in application.asked if service.form is not None}
    return {COMMON: application.common_form_id, **own}


def current_versions(application: Any) -> Versions:
    """The published versions, by scope. A form that nobody has published anew is the one the draft has."""
    asked = application.asked
    common = next((service.common_now for service in asked if service.common_now), application.common_form_id)
    own = {service.slug: service.form_now or service.form for service in asked}
    return {COMMON: common, **{slug: pk for slug, pk in own.items() if pk is not None}}


def stamp(versions: Versions) -> str:
    """Which versions a page shows, as the page says it back."""
    return "-".join(map(str, versions.values()))


def shown_versions(application: Any, said: str) -> Versions:
    """The versions of the page that was sent: of the same forms, published now or before; else the current ones."""
    now = current_versions(application)
    keys = [int(part) for part in said.split("-") if part.isdecimal() and len(part) < 10]
    if not keys or keys == list(now.values()):
        return now
    rows = FormVersion.objects.once_published().filter(pk__in=keys).values_list("service__slug", "pk")
    found = {slug or COMMON: pk for slug, pk in rows}
    if not set(stored_versions(application)) <= set(found) <= set(now):
        return now
    return {scope: found[scope] for scope in now if scope in found}


def moved(stored: Versions, to: Versions, saved: dict[str, dict[str, Any]]) -> Moved:
    """`saved`: answers by step, `kept` among them."""
    kept: dict[str, dict[str, Entry]] = saved.get(KEPT, {})
    result = Moved(answers={})
    aside: dict[str, dict[str, Entry]] = {scope: rows for scope, rows in kept.items() if scope not in to}
    for scope, version in to.items():
        before = {
            key.removeprefix(f"{scope}."): answers for key, answers in saved.items() if key.startswith(f"{scope}.")
        }
        if stored.get(scope) == version:
            result.answers.update({f"{scope}.{key}": answers for key, answers in before.items()})
            if scope in kept:
                aside[scope] = kept[scope]
            continue
        old = schema_of(stored[scope]) if scope in stored else None
        new = schema_of(version)
        found = rebase(old, new, before, kept.get(scope, {}), stored.get(scope))
        result.answers.update({f"{scope}.{key}": answers for key, answers in found.steps.items()})
        if found.aside:
            aside[scope] = found.aside
        known = kept.get(scope, {})
        result.put_aside += [(scope, key, entry) for key, entry in found.aside.items() if known.get(key) != entry]
        asked = {question.key for question in old.questions()} if old else set()
        result.added += [question for question in new.questions() if question.key not in asked and question.names]
    if aside:
        result.answers[KEPT] = aside
    return result
