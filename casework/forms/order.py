from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Issuer
from people.models import User
from people.roles import GRANTS, Permission
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.models import DecisionAct, Service

SIGNERS = [role for role, granted in GRANTS.items() if Permission.APPROVE_DECISION in granted]


class OrderForm(BaseForm):
    """An order by which somebody signs for the mayor (domain.md E9, J5)."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Who signs?"),
        queryset=User.objects.none(),
        to_field_name="uid",
    )
    issuer = forms.ChoiceField(label=gettext_lazy("In whose name?"), choices=Issuer.choices, widget=forms.RadioSelect)
    order_number = forms.CharField(
        label=gettext_lazy("Number of the order"),
        help_text=gettext_lazy("Leave it empty only for the mayor in person."),
        required=False,
        max_length=40,
    )
    order_date = TypedDateField(label=gettext_lazy("Date of the order"), required=False, past=True)
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("Which acts? Choose none for all"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    services = forms.ModelMultipleChoiceField(
        label=gettext_lazy("For which services? Choose none for all"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = TypedDateField(label=gettext_lazy("In force from"))
    valid_to = TypedDateField(label=gettext_lazy("In force until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = User.objects.filter(is_active=True, memberships__role__in=SIGNERS).distinct().order_by("name")
        self.fields["user"].queryset = signers  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda user: f"{user.name}, {user.post}"  # type: ignore[attr-defined]
        self.fields["acts"].choices = _without_none(DecisionAct)  # type: ignore[attr-defined]
        decided = Service.objects.published().exclude(decision_act=DecisionAct.NONE)
        self.fields["services"].queryset = decided.order_by("position", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number, day = cleaned.get("order_number"), cleaned.get("order_date")
        if number and not day and "order_date" not in self.errors:
            self.add_error("order_date", _("An order has a date."))
        if day and not number:
            self.add_error("order_number", _("An order has a number."))
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("It ends before it starts. Check both dates."))
        return cleaned


def _without_none(acts: type[TextChoices]) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in acts.choices if value != DecisionAct.NONE]
