"""The small forms of a service's pages. They are sent by GET and kept nowhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Settlement
from records.forms import BaseForm
from services.fees import is_of_income
from services.formschema.inputs import TypedMoneyField
from services.models import Tariff, language

# More than this many in a month is a slip of the finger.
MOST = {Tariff.Per.DAY.value: 31, Tariff.Per.PORTION.value: 310, Tariff.Per.HOUR.value: 744}


class FeeForm(BaseForm):
    """Asks only for what the tariff depends on."""

    def __init__(self, *args: Any, tariff: Tariff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tariff = tariff
        if tariff.percent is not None or any(map(is_of_income, tariff.discounts)):
            self.fields["income"] = TypedMoneyField(
                label=_("Your income for a month, in euro"),
                help_text=_("Pension, wage, benefits. For example 322.37. We keep nothing of what you write."),
                required=tariff.percent is not None,
            )
        if tariff.amount and tariff.per in MOST:
            self.fields["units"] = forms.IntegerField(
                label=_how_many(tariff.per),
                min_value=1,
                max_value=MOST[tariff.per],
                error_messages={
                    name: self._between(tariff.per) for name in ("required", "invalid", "min_value", "max_value")
                },
                widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
            )
        if tariff.discounts:
            self.fields["discounts"] = forms.MultipleChoiceField(
                label=_("Does any of these hold for you?"),
                choices=[(discount["id"], discount[language()]) for discount in tariff.discounts],
                required=False,
                error_messages={"invalid_choice": _("Choose from the answers that are shown.")},
                widget=forms.CheckboxSelectMultiple,
            )

    @staticmethod
    def _between(per: str) -> str:
        return _("Write a whole number from 1 to %(most)s.") % {"most": MOST[per]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = cleaned.get("discounts", [])
        by_income = [row for row in self.tariff.discounts if is_of_income(row) and row["id"] in chosen]
        if by_income and cleaned.get("income") is None and "income" not in self.errors:
            self.add_error("income", _("The discount that you chose depends on the income. Write it."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """As services.fees.pay takes them."""
        data = self.cleaned_data
        income: Decimal | None = data.get("income")
        return {"income": income, "units": data.get("units") or 1, "chosen": data.get("discounts", [])}


def _how_many(per: str) -> str:
    return {
        Tariff.Per.DAY.value: _("How many days a month?"),
        Tariff.Per.PORTION.value: _("How many portions a month?"),
        Tariff.Per.HOUR.value: _("How many hours a month?"),
    }[per]


class FromForm(BaseForm):
    """Where the person lives; only to sort the places."""

    here = forms.ChoiceField(
        label=gettext_lazy("Where do you live?"),
        error_messages={"invalid_choice": gettext_lazy("Choose a settlement from the list.")},
    )

    def __init__(self, *args: Any, settlements: list[Settlement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {row.ekatte: row for row in settlements}
        field: Any = self.fields["here"]
        field.choices = [("", _("Choose …")), *((row.ekatte, str(row)) for row in settlements)]

    @property
    def settlement(self) -> Settlement:
        return self.by_code[self.cleaned_data["here"]]
