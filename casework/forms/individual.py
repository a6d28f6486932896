"""The provider's individual assessment (domain.md E6): the same domains, what was measured, the team with its roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.assessing import Choices
from casework.forms.assessment import TEXTS, DomainsForm, listed, long_text
from casework.models import Domain
from services.formschema.dates import TypedDateField

TEAM = 4


class IndividualForm(DomainsForm):
    texts = (*TEXTS, ("measured", gettext_lazy("%(domain)s: what was measured, with which test, the result")))

    held_on = TypedDateField(label=gettext_lazy("Finished with the person on"), past=True)
    own_words = long_text(gettext_lazy("What the person wishes, in their own words"), rows=3, required=True)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, TEAM + 1):
            name = forms.CharField(
                label=_("Who assessed (%(number)s)") % {"number": number}, max_length=150, required=number == 1
            )
            self.fields[f"who_{number}"] = name
            self.fields[f"role_{number}"] = listed(_("As what (%(number)s)") % {"number": number}, choices.of("role"))
        self.add_domains()
        for domain in Domain:
            self.fields[f"{domain}_situation"].needed_sometimes = True  # type: ignore[attr-defined]
        if choices.asks_child:
            self.fields["child_opinion"] = long_text(_("What the child thinks, in their own words"), required=True)
        self.fields["conclusion"] = long_text(_("Conclusion for the plan"), rows=4, required=True)

    @property
    def meeting(self) -> list[forms.BoundField]:
        return self.bound("held_on", "own_words", "child_opinion")

    @property
    def team(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"who_{number}"], self[f"role_{number}"]) for number in range(1, TEAM + 1)]

    @property
    def outcome(self) -> list[forms.BoundField]:
        return self.bound("conclusion")

    @property
    def lines(self) -> list[forms.BoundField]:
        """Everything but the domains, for reading."""
        people = [field for pair in self.team for field in pair]
        return [*self.meeting, *people, *self.outcome]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_domains(cleaned)
        return cleaned
