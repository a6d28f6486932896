from collections.abc import Collection
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.models import Origin
from people.actions.persons import PersonFacts
from people.identifiers import clean, is_egn, is_lnch
from people.models import IdType, NoIdReason, Settlement
from people.models.person import offered_channels
from records.forms import BaseForm
from services import admission
from services.formschema.dates import TypedDateField
from services.formschema.files import ACCEPT
from services.formschema.inputs import PhoneField
from services.models import BlankForm, Service

ON_PAPER = (Origin.POST, Origin.PAPER)


class SearchForm(BaseForm):
    text = forms.CharField(
        label=gettext_lazy("EGN, LNCh, name, phone, e-mail, incoming number or code"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "data-key-search": "", "autofocus": True}),
    )


class PersonForm(BaseForm):
    """A new person at the counter. A number, or the reason why there is none."""

    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=60)
    middle_name = forms.CharField(label=gettext_lazy("Father's name"), max_length=60, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=80)
    id_type = forms.ChoiceField(
        label=gettext_lazy("Kind of number"),
        choices=[
            (IdType.EGN, IdType.EGN.label),
            (IdType.LNCH, IdType.LNCH.label),
            (IdType.NONE, IdType.NONE.label),
        ],
        widget=forms.RadioSelect,
        initial=IdType.EGN,
    )
    id_number = forms.CharField(
        label=gettext_lazy("Number"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    no_id_reason = forms.ChoiceField(
        label=gettext_lazy("If there is no number: why?"),
        choices=[("", "—"), *NoIdReason.choices],
        required=False,
    )
    birth_date = TypedDateField(label=gettext_lazy("Date of birth"), birth=True, required=False)
    phone = PhoneField(label=gettext_lazy("Phone"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    settlement = forms.ModelChoiceField(
        label=gettext_lazy("Settlement"),
        queryset=Settlement.objects.local(),
        required=False,
        to_field_name="ekatte",
    )
    address = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("The person allows us to write by"),
        choices=offered_channels,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("id_number", "no_id_reason"):
            self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, number = cleaned.get("id_type"), clean(cleaned.get("id_number") or "")
        cleaned["id_number"] = "" if kind == IdType.NONE else number
        today = timezone.localdate()
        if kind == IdType.NONE and not cleaned.get("no_id_reason"):
            self.add_error("no_id_reason", _("Choose why there is no number."))
        elif kind != IdType.NONE and not number:
            self.add_error("id_number", _("Write the number, or choose “no number”."))
        elif kind == IdType.EGN and not is_egn(number, today):
            self.add_error(
                "id_number",
                _("This is not a right EGN. It has 10 digits: compare it with the identity card."),
            )
        elif kind == IdType.LNCH and not is_lnch(number):
            self.add_error("id_number", _("This is not a right LNCh. It has 10 digits: compare it with the document."))
        return cleaned

    @property
    def has_names(self) -> bool:
        return all(self.cleaned_data.get(name) for name in ("given_name", "family_name"))

    @property
    def facts(self) -> PersonFacts:
        """Of a form that is filled in half: what is right in it so far."""
        data = {name: value for name, value in self.cleaned_data.items() if value}
        line = data.pop("address", "")
        channels = tuple(data.pop("channels", ()))
        return PersonFacts(**data, channels=channels, address={"line": line} if line else {})


class ServiceBoxes(forms.CheckboxSelectMultiple):
    """Each box carries the everyday words of its service, so that typing „обяд“ finds it."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        service = value.instance
        option["attrs"]["data-words"] = " ".join(service.aliases_en if get_language() == "en" else service.aliases_bg)
        return option


class ServicesForm(BaseForm):
    services = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which services?"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        widget=ServiceBoxes,
    )
    # The page's own: sent twice, it makes one.
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, invited: Collection[int] = (), **kwargs: Any) -> None:
        """`invited`: keys of the services to which the person who is served is invited."""
        super().__init__(*args, **kwargs)
        self.invited = invited
        field: Any = self.fields["services"]
        field.queryset = Service.objects.at_counter().order_by("name_bg")

    def clean_services(self) -> Any:
        return self.open_today(self.cleaned_data["services"])

    def open_today(self, chosen: Any) -> Any:
        """What takes no applications today is named; asked again under a lock when it is sent."""
        closed = admission.closed_among(chosen, timezone.localdate(), self.invited)
        if closed:
            raise forms.ValidationError(admission.NotOpen(closed).sentences())
        return chosen


class ApplicationForm(ServicesForm):
    """A new application at the counter; what came on paper says when it came and under which number."""

    origin = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[(one.value, one.label) for one in (Origin.COUNTER, Origin.PHONE, Origin.POST, Origin.PAPER)],
        initial=Origin.COUNTER,
        widget=forms.RadioSelect,
    )
    received_on = TypedDateField(label=gettext_lazy("On paper: the day it came"), past=True, required=False)
    paper_number = forms.CharField(label=gettext_lazy("On paper: its entry number"), max_length=40, required=False)

    paper_code = forms.CharField(
        label=gettext_lazy("On paper: the code printed on the form"),
        help_text=gettext_lazy("With it the service need not be chosen."),
        max_length=120,
        required=False,
        widget=forms.TextInput({"class": "short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].required = False
        for name in ("services", "received_on", "paper_number", "paper_code"):
            self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]

    def clean_paper_code(self) -> BlankForm | None:
        typed = self.cleaned_data["paper_code"]
        found = BlankForm.objects.with_code(typed).first() if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("There is no form with this code. Compare it with the paper."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_paper = cleaned.get("origin") in ON_PAPER
        printed = cleaned.pop("paper_code", None) if is_paper else None
        if printed is not None:
            self._ask_for(printed.service, cleaned)
        elif not cleaned.get("services") and not {"services", "paper_code"} & self.errors.keys():
            self.add_error("services", _("This answer is needed."))
        if not is_paper:
            cleaned.pop("paper_code", None)
            return {**cleaned, "received_on": None, "paper_number": ""}
        if not cleaned.get("received_on") and "received_on" not in self.errors:
            self.add_error("received_on", _("Write the day on which the paper came: the time to answer runs from it."))
        return {**cleaned, "paper_form": printed}

    def _ask_for(self, service: Service, cleaned: dict[str, Any]) -> None:
        """What the form is for stands among the services; what is not offered any more is said."""
        field: Any = self.fields["services"]
        chosen = list(cleaned.get("services") or [])
        if service in chosen:
            return
        if not field.queryset.filter(pk=service.pk).exists():
            self.add_error("paper_code", _("This service is not offered any more. Choose what fits now."))
            return
        try:
            cleaned["services"] = self.open_today([service, *chosen])
        except forms.ValidationError as refusal:
            self.add_error("paper_code", refusal)


class OralForm(ServicesForm):
    statement = forms.CharField(
        label=gettext_lazy("What does the person say? In their own words."),
        widget=forms.Textarea({"rows": 6}),
    )
    helper = forms.CharField(label=gettext_lazy("Interpreter, reader or witness"), max_length=200, required=False)
    read_back = forms.BooleanField(label=gettext_lazy("I read it back, and the person agreed."))


class SignedForm(BaseForm):
    signed = forms.FileField(
        label=gettext_lazy("Scan or photo of the signed page"),
        help_text=gettext_lazy("PDF, JPG or PNG, up to 10 MB"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT}),
    )


class TrackForm(BaseForm):
    number = forms.CharField(
        label=gettext_lazy("Incoming number"),
        max_length=40,
        help_text=gettext_lazy("for example СУ-2026-00412"),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("10 letters and digits, for example ABCDE-23456"),
        widget=forms.TextInput({"autocomplete": "off", "class": "short"}),
    )
