"""Which steps of a draft are known as a whole: shown on one page and confirmed with one answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from applications.prefill import Known, Proposal
from applications.steps import Walk
from applications.writers import Writer
from services.formschema import Step, holds


@dataclass(frozen=True)
class KnownStep:
    """`answers`: those of earlier steps, known or saved, on which it depends what this one asks."""

    key: str
    step: Step
    proposals: dict[str, Proposal]
    answers: dict[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for one in self.proposals.values() for name, value in one.values.items()}

    @property
    def mark(self) -> str:
        """What a page shows of the step, in short: only what was shown can be confirmed."""
        text = json.dumps(self.values, sort_keys=True, cls=DjangoJSONEncoder)
        return f"{self.key}:{hashlib.sha256(text.encode()).hexdigest()}"


def known_steps(walk: Walk, writer: Writer, without: frozenset[str] = frozenset()) -> list[KnownStep]:
    """Steps not saved yet whose every question has a known answer, in order; `without`: keys of those that changed.

    What depends on a step that is not known, or has changed, is not known either.
    """
    known = Known(walk, writer)
    found: list[KnownStep] = []
    common = walk.answers()
    for scope, form in walk.forms:
        answers = {**common, **walk.answers(scope)}
        for step in form.steps:
            key = f"{scope}.{step.key}"
            if key in walk.saved or key in without or not holds(step.when, answers):
                continue
            proposals = known.of_step(scope, step, answers)
            asked = [one.key for one in step.questions if one.names and holds(one.when, answers)]
            if asked and all(one in proposals for one in asked):
                found.append(KnownStep(key, step, proposals, dict(answers)))
                answers.update(found[-1].values)
        if scope == "common":
            common = answers
    return found
