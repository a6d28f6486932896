from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.review import sections_of
from applications.steps import Walk
from casework.actions import capacity, referrals
from casework.models import Case, Decision, Outcome, Reason, ReasonKind
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.models import CapacityUnit, Offer, Service

# What a request is answered with; the others are acts about an earlier act.
FIRST_OUTCOMES = [(one.value, one.label) for one in (Outcome.APPROVAL, Outcome.REFUSAL)]


class CorrectionForm(BaseForm):
    """Which answered questions or documents reopen, and what is wrong with them."""

    fields_ = forms.MultipleChoiceField(label=gettext_lazy("What is to be mended"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("What exactly do we need? The citizen reads this."),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application = case.request.application
        questions = [
            (f"{section.key}:{line.name}", section.asked(line))
            for section in sections_of(application, case.service.slug)
            for line in section.lines
        ]
        documents = [(f"document:{slot.key}", f"{_('Document')}: {slot.label}") for slot in Walk(application).slots]
        self.fields["fields_"].choices = [*documents, *questions]  # type: ignore[attr-defined]


class OfferChoice(forms.ModelChoiceField):
    """Each provider with the places that are free at this moment."""

    free: dict[int, int] = {}

    def label_from_instance(self, obj: Any) -> str:
        return _("%(offer)s – free places: %(free)s") % {"offer": obj, "free": self.free.get(obj.pk, 0)}


class ReferralForm(BaseForm):
    offers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which providers did the person choose?"),
        queryset=Offer.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    first = OfferChoice(
        label=gettext_lazy("Which one is to be asked first?"),
        queryset=Offer.objects.none(),
        to_field_name="uid",
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("the first one that is marked"),
        required=False,
    )
    amount = forms.IntegerField(label=gettext_lazy("How many?"), min_value=1, max_value=500, initial=1, required=False)
    starts_on = TypedDateField(label=gettext_lazy("From which day, if not at once"), required=False)
    ends_on = TypedDateField(label=gettext_lazy("Until which day, if only for a time"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("The person agrees that we give the provider name, phone, address and what help is needed."),
        required=False,
    )
    ground = forms.ModelChoiceField(
        label=gettext_lazy("If the person could not be asked: on what ground?"),
        queryset=Reason.objects.filter(kind=ReasonKind.NO_CONSENT),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("the person agrees"),
    )
    why = forms.CharField(
        label=gettext_lazy("Why could the person not be asked?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = offers_for(case)
        first: Any = self.fields["first"]
        self.fields["offers"].queryset = offers  # type: ignore[attr-defined]
        found = list(offers)
        first.queryset, first.free = offers, capacity.free_by_offer(found)
        units = {CapacityUnit(offer.capacity_unit).label for offer in found}
        self.fields["amount"].help_text = _("Counted in: %(units)s") % {"units": ", ".join(map(str, units))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and starts < timezone.localdate():
            self.add_error("starts_on", _("This day has passed. Leave it empty if the help is needed at once."))
        if ends and ends < (starts or timezone.localdate()):
            self.add_error("ends_on", _("It ends before it starts. Check both dates."))
        if not cleaned.get("consent"):
            for name in ("ground", "why"):
                if not cleaned.get(name):
                    self.add_error(name, _("Without consent, write the ground and the reason."))
        return cleaned

    @property
    def override(self) -> referrals.Override | None:
        data = self.cleaned_data
        return None if data["consent"] else referrals.Override(data["ground"], data["why"])

    @property
    def wanted(self) -> dict[str, Any]:
        days = {name: self.cleaned_data[name] for name in ("starts_on", "ends_on")}
        return {"amount": self.cleaned_data["amount"] or 1, **days}

    @property
    def in_order(self) -> list[Offer]:
        """What the person chose, the first one first."""
        first, chosen = self.cleaned_data["first"], list(self.cleaned_data["offers"])
        return list(dict.fromkeys([*([first] if first else []), *chosen]))


def offers_for(case: Case) -> Any:
    return Offer.objects.open_on(timezone.localdate()).filter(service=case.service).select_related("provider")


class HoldForm(BaseForm):
    offer = OfferChoice(
        label=gettext_lazy("At which provider?"),
        queryset=Offer.objects.none(),
        to_field_name="uid",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = offers_for(case)
        field: Any = self.fields["offer"]
        field.queryset, field.free = offers, capacity.free_by_offer(list(offers))


class DeclineForm(BaseForm):
    reason = forms.ModelChoiceField(
        label=gettext_lazy("Why?"),
        queryset=Reason.objects.filter(kind=ReasonKind.DECLINE),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
    )


class DecisionForm(BaseForm):
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=FIRST_OUTCOMES, widget=forms.RadioSelect)
    findings = forms.CharField(
        label=gettext_lazy("Facts and reasons"),
        help_text=gettext_lazy("What you found and from which documents. It goes into the decision."),
        widget=forms.Textarea({"rows": 6}),
        max_length=10_000,
    )
    starts_on = TypedDateField(label=gettext_lazy("Starts on"), required=False)
    valid_until = TypedDateField(label=gettext_lazy("Valid until"), required=False)
    execution_reason = forms.CharField(
        label=gettext_lazy("Carry it out at once, before the time for an appeal has passed? Then write why"),
        help_text=gettext_lazy("Only for life, health or a public interest. It goes into the decision."),
        widget=forms.Textarea({"rows": 2}),
        required=False,
        max_length=600,
    )
    reasons = forms.ModelMultipleChoiceField(
        label=gettext_lazy("For a refusal: every reason"),
        queryset=Reason.objects.filter(kind=ReasonKind.REFUSAL),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unmet = forms.CharField(
        label=gettext_lazy("For a refusal: other conditions that are not met, one on a line"),
        help_text=gettext_lazy("Those that follow from the answers and the assessment are added without you."),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=2000,
    )
    alternatives = forms.ModelMultipleChoiceField(
        label=gettext_lazy("For a refusal: what the person can use instead"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, alternatives: list[Service], asked_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_on = asked_on
        in_force = Reason.objects.filter(kind=ReasonKind.REFUSAL).in_force(timezone.localdate())
        self.fields["reasons"].queryset = in_force  # type: ignore[attr-defined]
        found = Service.objects.filter(pk__in=[service.pk for service in alternatives])
        self.fields["alternatives"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("valid_until")
        cleaned["unmet"] = [line.strip(" –-.") for line in cleaned.get("unmet", "").splitlines() if line.strip(" –-.")]
        if starts and self.asked_on and starts < self.asked_on:
            self.add_error("starts_on", _("No help begins before it was asked for. Check the year."))
        if ends and ends < (starts or timezone.localdate()):
            self.add_error("valid_until", _("It ends before it starts. Check both dates."))
        if cleaned.get("outcome") == Outcome.REFUSAL:
            for name in ("starts_on", "valid_until"):
                if cleaned.get(name):
                    self.add_error(name, _("A refusal has no such date. Leave it empty."))
            if not cleaned.get("reasons"):
                self.add_error("reasons", _("A refusal names every reason."))
            if not cleaned.get("alternatives"):
                self.add_error("alternatives", _("A refusal shows at least one other way to help."))
        return cleaned


class RedraftForm(DecisionForm):
    """A draft that came back: everything in it may be improved but what it answers."""

    HELP = ("findings", "starts_on", "valid_until")
    KEPT: dict[str, tuple[str, ...]] = {
        Outcome.APPROVAL: (*HELP, "execution_reason"),
        Outcome.REFUSAL: ("findings", "execution_reason", "reasons", "unmet", "alternatives"),
        Outcome.CHANGE: HELP,
    }

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        written = {name: getattr(decision, name) for name in (*self.HELP, "execution_reason")}
        written |= {name: f"{day:%d.%m.%Y}" for name in self.HELP[1:] if (day := written[name])}
        written |= {
            "unmet": "\n".join(decision.unmet or []),
            "reasons": list(decision.reasons.values_list("code", flat=True)),
            "alternatives": list(decision.alternatives.values_list("slug", flat=True)),
        }
        self.decision = decision
        super().__init__(*args, initial=written, **kwargs)
        for name in set(self.fields) - set(self._kept()):
            del self.fields[name]

    def _kept(self) -> tuple[str, ...]:
        decision = self.decision
        if decision.outcome == Outcome.TERMINATION and decision.changes_id:
            return ("findings", "starts_on")
        return self.KEPT.get(decision.outcome, ("findings",))

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["outcome"] = self.decision.outcome
        cleaned = super().clean()
        if "starts_on" in self.fields and self.decision.outcome == Outcome.TERMINATION and not cleaned.get("starts_on"):
            self.add_error("starts_on", _("Write the last day of the help."))
        return {name: value for name, value in cleaned.items() if name in self.fields}


class TextForm(BaseForm):
    """One long text: a note, a reason, an answer from elsewhere."""

    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea({"rows": 4}), max_length=2000)


class ShortTextForm(BaseForm):
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea({"rows": 3}), max_length=200)
