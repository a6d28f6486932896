"""An application's coded facts (`common.lives`, …) as answers of the finder.

An application does not ask all that the finder asks: what it says is sure, the rest is not known (`Some`, `Between`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.eligibility import HOME, Between, Some

# What requirements call a low income (services/data/catalogue.yaml), in euro a month; the band up to 200 has this edge.
LOW_INCOME = 150
TASKS = {
    "eating": "eating",
    "cooking": "eating",
    "dressing": "washing",
    "washing": "washing",
    "toilet": "washing",
    "moving": "moving",
    "shopping": "house",
    "cleaning": "house",
    "company": "alone",
}
GROUPS: dict[str, dict[str, Any]] = {
    "over_working_age": {"age": Between(62, None)},
    "child": {"age": Between(0, 17), "telk": "attendance"},
    "adult": {"age": Between(18, None), "telk": "attendance"},
}


def facts_from_coded(coded: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    facts |= GROUPS.get(coded.get("assistant-support.group", ""), {})
    priority = coded.get("home-patronage.priority", [])
    if "over75" in priority:
        facts["age"] = Between(75, None)
    if "low_income" in priority:
        facts["income"] = Between(0, LOW_INCOME)
    if telk := coded.get("common.disability"):
        facts["telk"] = telk
    if uses := coded.get("common.support_now"):
        facts["uses"] = list(uses)
    facts |= _home(coded.get("common.lives"), priority)
    if hard := _hard(coded):
        facts["hard"] = Some(frozenset(hard))
    return facts


def _home(lives: str | None, priority: list[str]) -> dict[str, Any]:
    if lives == "alone" or "lonely" in priority:
        return {"lives": "alone", HOME: []}
    return {"lives": "with_others"} if lives in {"with_family", "with_others"} else {}


def _hard(coded: Mapping[str, Any]) -> set[str]:
    hard = {TASKS[task] for task in coded.get("assistant-support.tasks", []) if task in TASKS}
    if "home-patronage.meal" in coded:
        hard.add("eating")
    if coded.get("common.mobility") in {"aid", "bed"}:
        hard.add("moving")
    if coded.get("common.lives") == "nowhere":
        hard.add("no_home")
    return hard
