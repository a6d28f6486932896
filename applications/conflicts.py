"""Two writers answered the same step: both values are shown, and a person says which to keep."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from applications.models import StepAnswers
from applications.review import in_words
from applications.steps import Place
from records.forms import BaseForm
from services.formschema import Question

MINE, THEIRS = "mine", "theirs"


def differing(place: Place, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Question]:
    """Nothing and an empty answer are the same."""
    return [
        question
        for question in place.step.questions
        if any((mine.get(name) or None) != (theirs.get(name) or None) for name in question.names)
    ]


class ConflictForm(BaseForm):
    """For each question whose two answers differ: which one stays. No field means no conflict."""

    def __init__(
        self, *args: Any, place: Place, mine: dict[str, Any], theirs: dict[str, Any], row: StepAnswers | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.row = row
        for question in differing(place, mine, theirs):
            ways = {"mine": in_words(question, mine), "theirs": in_words(question, theirs)}
            self.fields[f"keep_{question.key}"] = forms.ChoiceField(
                label=str(question.label),
                choices=[
                    (MINE, _("What you wrote now: %(mine)s") % ways),
                    (THEIRS, _("What has been saved meanwhile: %(theirs)s") % ways),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose which answer is right.")},
            )


def merged(place: Place, mine: dict[str, Any], theirs: dict[str, Any], keep: dict[str, Any]) -> dict[str, Any]:
    """The answers of both, each question whole from one of them."""
    result = dict(mine)
    for question in place.step.questions:
        if keep.get(f"keep_{question.key}") == THEIRS:
            for name in question.names:
                result.pop(name, None)
                if name in theirs:
                    result[name] = theirs[name]
    return result
