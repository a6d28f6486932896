"""The stage of a service that a case is in, inside its legal status, with the checklist of the catalogue (F41)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language

from casework.models import Case, StageTick
from services.models import Stage


@dataclass(frozen=True)
class Line:
    """`item` is the Bulgarian text, which names the line; `text` is what the reader reads."""

    item: str
    text: str
    done: StageTick | None


@dataclass(frozen=True)
class InStage:
    """The stage now, the others inside the same status, in the catalogue's order."""

    stage: Stage
    stages: list[Stage]
    lines: list[Line]
    since: date | None

    @property
    def due_on(self) -> date | None:
        if self.since is None or self.stage.due_days is None:
            return None
        return self.since + timedelta(days=self.stage.due_days)


def stage_of(case: Case, stages: Iterable[Stage], ticks: Sequence[StageTick]) -> InStage | None:
    """Where nobody named a stage of the status that the case has now, it is in the first one. None: there are none."""
    possible = [stage for stage in stages if stage.status == case.status]
    if not possible:
        return None
    named = next((stage for stage in possible if stage.slug == case.stage), None)
    stage = named or possible[0]
    return InStage(stage, possible, _lines(stage, ticks), case.stage_on if named else None)


def _lines(stage: Stage, ticks: Sequence[StageTick]) -> list[Line]:
    done = {tick.item: tick for tick in ticks if tick.stage == stage.slug}
    texts = stage.checklist_en if get_language() == "en" else stage.checklist_bg
    shown = texts if len(texts) == len(stage.checklist_bg) else stage.checklist_bg
    return [Line(item, text, done.get(item)) for item, text in zip(stage.checklist_bg, shown, strict=True)]
