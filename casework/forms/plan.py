"""The individual plan as a provider writes it with the person (domain.md E7)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import deadlines
from casework.forms.assessment import KeptForm, long_text
from casework.forms.use import FURTHEST
from casework.models import DeadlineRule
from records.forms import BaseForm
from services.formschema.dates import TypedDateField

MOST_GOALS = 8
ACTIONS = 3
ACTION_PARTS = ("what", "who", "how_often", "starts", "ends")


class Within(str):
    """A label in a group. Whole in the list of what is to be mended; beside its field the group is for ears alone."""

    short: str
    group: str

    def __new__(cls, short: str, group: str) -> "Within":
        label = super().__new__(cls, f"{group}: {short}")
        label.short, label.group = short, group
        return label

    def __html__(self) -> str:
        return format_html('{}<span class="visually-hidden">, {}</span>', self.short, self.group)


@dataclass(frozen=True)
class GoalFields:
    number: int
    fields: list[forms.BoundField]
    actions: list[list[forms.BoundField]]


class PlanForm(KeptForm):
    """Dates, goals with their actions, risks. `goals`: how many goals the page has room for.

    `asked_on`: no plan holds before the help was asked for. `review`: within which time it is looked at again.
    """

    starts_on = TypedDateField(label=gettext_lazy("The plan holds from"))
    review_on = TypedDateField(label=gettext_lazy("We look at it again on"))

    def __init__(
        self, *args: Any, goals: int, asks_child: bool, asked_on: date, review: DeadlineRule, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goals, self.asked_on, self.review = goals, asked_on, review
        for number in range(1, goals + 1):
            self._add_goal(number)
        self.fields["risks"] = long_text(_("Risks, and what we do about them"))
        if asks_child:
            self.fields["child_opinion"] = long_text(_("What the child thinks, in their own words"), required=True)
        self.fields["remarks"] = long_text(_("Anything else the person wants to have written down"))

    def _add_goal(self, number: int) -> None:
        group = _("Goal %(number)s") % {"number": number}
        texts = {
            "words": _("In the person's own words"),
            "result": _("What will be different"),
            "indicator": _("How we will see it"),
            "progress": _("How far it is"),
        }
        for name, short in texts.items():
            label = Within(short, group)
            self.fields[f"goal_{number}_{name}"] = long_text(label, required=number == 1 and name == "words")
            self.fields[f"goal_{number}_{name}"].needed_sometimes = name == "words"  # type: ignore[attr-defined]
        for action in range(1, ACTIONS + 1):
            for part, field in _action(number, action).items():
                field.needed_sometimes = part in {"what", "who"}  # type: ignore[attr-defined]
                self.fields[f"goal_{number}_{action}_{part}"] = field

    @property
    def dates(self) -> list[forms.BoundField]:
        return self.bound("starts_on", "review_on")

    @property
    def rest(self) -> list[forms.BoundField]:
        return self.bound("risks", "child_opinion", "remarks")

    def goal_fields(self) -> list[GoalFields]:
        return [
            GoalFields(
                number,
                self.bound(*(f"goal_{number}_{name}" for name in ("words", "result", "indicator", "progress"))),
                [
                    self.bound(*(f"goal_{number}_{action}_{part}" for part in ACTION_PARTS))
                    for action in range(1, ACTIONS + 1)
                ],
            )
            for number in range(1, self.goals + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, review = cleaned.get("starts_on"), cleaned.get("review_on")
        if starts:
            self._check_dates(starts, review)
        for number in range(1, self.goals + 1):
            self._check_goal(number, cleaned)
        return cleaned

    def _check_dates(self, starts: date, review: date | None) -> None:
        latest = deadlines.after(starts, self.review)
        if starts < self.asked_on:
            self.add_error("starts_on", _("No help begins before it was asked for. Check the year."))
        elif starts > timezone.localdate() + FURTHEST:
            self.add_error("starts_on", _("This is more than a year ahead. Check the year."))
        elif review and review <= starts:
            self.add_error("review_on", _("It must be after the day from which the plan holds."))
        elif review and review > latest:
            self.add_error("review_on", _("It must be by %(day)s at the latest.") % {"day": date_format(latest)})

    def _check_goal(self, number: int, cleaned: dict[str, Any]) -> None:
        """A goal that was begun has its words and somebody who does something."""
        is_begun = any(value for name, value in cleaned.items() if name.startswith(f"goal_{number}_"))
        if not is_begun and number > 1:
            return
        if number > 1 and not cleaned.get(f"goal_{number}_words"):
            self.add_error(f"goal_{number}_words", _("Write the goal as the person says it."))
        if not cleaned.get(f"goal_{number}_1_what"):
            self.add_error(f"goal_{number}_1_what", _("Write at least one thing that will be done."))
        for action in range(1, ACTIONS + 1):
            name = f"goal_{number}_{action}"
            if cleaned.get(f"{name}_what") and not cleaned.get(f"{name}_who"):
                self.add_error(f"{name}_who", _("Write who does it."))
            if (ends := cleaned.get(f"{name}_ends")) and ends < (cleaned.get(f"{name}_starts") or ends):
                self.add_error(f"{name}_ends", _("It ends before it starts. Check both dates."))


def _action(goal: int, action: int) -> dict[str, forms.Field]:
    group = _("Goal %(goal)s, action %(number)s") % {"goal": goal, "number": action}

    def line(short: str, length: int) -> forms.CharField:
        return forms.CharField(label=Within(short, group), max_length=length, required=False)

    def day(short: str) -> TypedDateField:
        return TypedDateField(label=Within(short, group), required=False)

    return {
        "what": line(_("What is done"), 300),
        "who": line(_("Who does it"), 150),
        "how_often": line(_("How often"), 100),
        "starts": day(_("From day")),
        "ends": day(_("To day")),
    }


class ObjectionForm(BaseForm):
    text = long_text(gettext_lazy("What should be different?"), rows=4, required=True)
