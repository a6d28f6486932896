from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import RoutingRule
from casework.models.routing import USUAL_PLACE
from people.models import Organisation, Settlement, User
from people.roles import Role
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.formschema.published import schema_of
from services.models import FormVersion, Service

QUEUE, SPREAD = "queue", "spread"


def coded_answers() -> list[tuple[str, str]]:
    """(„common.lives=alone“, in words), of the coded questions of the forms in force."""
    found = []
    for version in FormVersion.objects.published().select_related("service"):
        scope = version.service.slug if version.service else "common"
        about = f"{version.service.name}: " if version.service else ""
        for question in schema_of(version.pk).questions():
            if question.coded:
                named = f"{scope}.{question.key}="
                found += [
                    (named + option.value, f"{about}{question.label} – {option.label}") for option in question.options
                ]
    return found


class RuleForm(BaseForm):
    """Of which cases, to whom, and since when."""

    settlement = forms.ModelChoiceField(
        label=gettext_lazy("Cases from which settlement?"), queryset=Settlement.objects.order_by("name_bg", "pk"),
        to_field_name="ekatte", required=False, empty_label=gettext_lazy("any"),
    )  # fmt: skip
    service = forms.ModelChoiceField(
        label=gettext_lazy("For which service?"), queryset=Service.objects.published().order_by("name_bg", "pk"),
        to_field_name="slug", required=False, empty_label=gettext_lazy("any"),
    )  # fmt: skip
    answer = forms.ChoiceField(label=gettext_lazy("With which answer?"), required=False)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("To which unit?"), queryset=Organisation.objects.none(), to_field_name="slug",
        empty_label=None,
    )  # fmt: skip
    to = forms.ChoiceField(label=gettext_lazy("To whom in the unit?"))
    position = forms.IntegerField(
        label=gettext_lazy("Place in the order"),
        help_text=gettext_lazy("The rule with the lowest number that fits is followed; of equal ones the most exact."),
        min_value=1,
        max_value=999,
        initial=USUAL_PLACE,
    )
    valid_from = TypedDateField(label=gettext_lazy("In force from"))
    valid_to = TypedDateField(label=gettext_lazy("In force until"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = user.organisations_as(Role.HEAD)
        self.officers = {str(row.uid): row for row in User.objects.working_in_any(units)}
        choices: dict[str, Any] = {
            "answer": [("", _("any")), *coded_answers()],
            "to": [
                (QUEUE, _("to nobody yet: whoever takes it")),
                (SPREAD, _("to the officer with the fewest open cases")),
                *((uid, row.name) for uid, row in self.officers.items()),
            ],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Organisation.objects.filter(pk__in=units)  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = f"{timezone.localdate():%d.%m.%Y}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends, unit = cleaned.get("valid_from"), cleaned.get("valid_to"), cleaned.get("unit")
        if starts and ends and ends < starts:
            self.add_error("valid_to", _("It ends before it starts. Check both dates."))
        officer = self.officers.get(cleaned.get("to", ""))
        if officer and unit and unit.pk not in officer.organisations_as(Role.OFFICER, Role.HEAD):
            self.add_error("to", _("This colleague does not work in that unit."))
        if not any(cleaned.get(name) for name in ("settlement", "service", "answer")) and not self.errors:
            self.add_error(
                "settlement", _("Choose a settlement, a service or an answer: a rule for all cases is none.")
            )
        return cleaned

    @staticmethod
    def said_by(rule: RoutingRule) -> dict[str, Any]:
        """What the form says of a rule that there is; a new version begins today, or when the rule itself does."""
        today = timezone.localdate()
        begins = max(rule.valid_from or today, today)
        to = SPREAD if rule.spreads else str(rule.officer.uid) if rule.officer else QUEUE
        return {
            "settlement": rule.settlement.ekatte if rule.settlement else "",
            "service": rule.service.slug if rule.service else "",
            "answer": next((f"{question}={value}" for question, value in rule.answers.items()), ""),
            "unit": rule.unit.slug, "to": to, "position": rule.position, "valid_from": f"{begins:%d.%m.%Y}",
            "valid_to": f"{rule.valid_to:%d.%m.%Y}" if rule.valid_to else "",
        }  # fmt: skip

    @property
    def rule(self) -> RoutingRule:
        """Not yet saved."""
        said = self.cleaned_data
        question, _sign, value = said["answer"].partition("=")
        return RoutingRule(
            settlement=said["settlement"], service=said["service"], answers={question: value} if question else {},
            unit=said["unit"], officer=self.officers.get(said["to"]), spreads=said["to"] == SPREAD,
            position=said["position"], valid_from=said["valid_from"], valid_to=said["valid_to"],
        )  # fmt: skip
