from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import CaseStatus
from casework.models.case import units_of
from casework.wanted import NOBODY, clock_names, period_names
from people.models import Organisation, Settlement, User
from records.forms import BaseForm
from services.models import Service, Stage

ANY = ("", _("any"))


class FilterForm(BaseForm):
    """What a list can be narrowed to. It is sent by GET: the list's address is the whole answer."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    service = forms.ChoiceField(label=_("Service"), required=False)
    settlement = forms.ChoiceField(label=_("Settlement"), required=False)
    officer = forms.ChoiceField(label=_("Who answers for it"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    until = forms.ChoiceField(label=_("Due"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    clock = forms.ChoiceField(label=_("What stops the clock"), required=False)
    sort = forms.ChoiceField(label=_("In which order?"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of(user)
        services = sorted((row.name, row.slug) for row in Service.objects.published())
        places = [(row.ekatte, str(row)) for row in Settlement.objects.order_by("name_bg", "pk")]
        officers = [(str(row.uid), row.name) for row in User.objects.working_in_any(units)]
        own = Organisation.objects.filter(pk__in=units).order_by("pk")
        choices: dict[str, Any] = {
            "status": CaseStatus.choices,
            "service": [(slug, name) for name, slug in services],
            "settlement": places,
            "officer": [("me", _("I")), (NOBODY, _("nobody yet")), *officers],
            "unit": [(row.slug, row.name) for row in own],
            "until": list(period_names().items()),
            "stage": _stages(),
            "clock": list(clock_names().items()),
        }
        for name, found in choices.items():
            self.fields[name].choices = [ANY, *found]  # type: ignore[attr-defined]
        self.fields["sort"].choices = [  # type: ignore[attr-defined]
            ("due", _("what is due first")),
            ("-due", _("what is due last")),
            ("came", _("the oldest first")),
            ("-came", _("the newest first")),
        ]
        for field in self.fields.values():
            field.needed_sometimes = True  # type: ignore[attr-defined]
        if not choices["stage"]:
            del self.fields["stage"]
        if len(units) < 2:
            del self.fields["unit"]


def _stages() -> list[tuple[str, str]]:
    """Of every service that has them, in the order in which they follow."""
    rows = Stage.objects.filter(service__in=Service.objects.published()).select_related("service")
    found = sorted(rows, key=lambda row: (row.service.name, row.position))
    return [(f"{row.service.slug}/{row.slug}", f"{row.service.name}: {row.name}") for row in found]


class SaveFilterForm(BaseForm):
    """A name, and for a head whether the whole unit sees it."""

    name = forms.CharField(label=_("How shall this list be called?"), max_length=40)
    unit = forms.ModelChoiceField(
        label=_("Who sees it?"), queryset=Organisation.objects.none(), to_field_name="slug", required=False,
        empty_label=_("I alone"), widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Organisation.objects.filter(pk__in=units)  # type: ignore[attr-defined]
        if not units:
            del self.fields["unit"]
