"""The assessment of needs as people fill it in (domain.md E5): kept as typed, checked when it is finished."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.assessing import Choices
from casework.models import Domain
from casework.models.assessing import LEVELS
from records.forms import BaseForm
from services.formschema.dates import TypedDateField

PLACES = [
    ("home", gettext_lazy("at home")),
    ("office", gettext_lazy("at the office")),
    ("hospital", gettext_lazy("in hospital")),
    ("online", gettext_lazy("online")),
    ("phone", gettext_lazy("by phone")),
]
YES_NO = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
TERMS = [("short", gettext_lazy("for a short time")), ("long", gettext_lazy("for a long time"))]
URGENCY = [
    ("usual", gettext_lazy("in the usual order")),
    ("soon", gettext_lazy("within days")),
    ("now", gettext_lazy("at once, today")),
]
PARTICIPANTS = 4
RANKED = 3
# From this level of need the assessment says what it was seen from.
DESCRIBED_FROM = 2
TEXTS = (
    ("situation", gettext_lazy("%(domain)s: what it is like now")),
    ("strengths", gettext_lazy("%(domain)s: what the person manages, who helps")),
    ("need", gettext_lazy("%(domain)s: what help is needed")),
)


def long_text(label: Any, *, rows: int = 2, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=3000, widget=forms.Textarea({"rows": rows})
    )


def chosen(label: Any, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect)


def listed(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False)


@dataclass(frozen=True)
class DomainFields:
    """One domain as the page draws it. `is_open`: its texts are shown without asking."""

    label: Any
    level: forms.BoundField
    texts: list[forms.BoundField]
    is_open: bool
    sources: tuple[str, ...] = ()
    proposed: Any = ""


class KeptForm(BaseForm):
    """A long form whose typing is kept before it is checked."""

    @property
    def typed(self) -> dict[str, Any]:
        """What was sent, by the names of the fields; empty ones left out, nothing checked."""
        found: dict[str, Any] = {}
        data: Any = self.data
        for name, field in self.fields.items():
            is_many = isinstance(field, forms.MultipleChoiceField)
            value = data.getlist(name) if is_many else data.get(name, "")
            if value:
                found[name] = value
        return found

    def bound(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


class DomainsForm(KeptForm):
    """Ten domains, each with situation, strengths, need and level 0-3."""

    texts: tuple[tuple[str, Any], ...] = TEXTS

    def add_domains(self) -> None:
        for domain in Domain:
            said = {"domain": domain.label}
            self.fields[f"{domain}_level"] = chosen(_("%(domain)s: how much help?") % said, LEVELS)
            for name, label in self.texts:
                self.fields[f"{domain}_{name}"] = long_text(str(label) % said)

    def domains(self, known: dict[str, Any] | None = None) -> Iterator[DomainFields]:
        words = dict(LEVELS)
        for domain in Domain:
            texts = [self[f"{domain}_{name}"] for name, _label in self.texts]
            is_open = any(field.errors or field.value() for field in texts)
            found = (known or {}).get(domain)
            sources, proposed = (found.sources, words[str(found.level)]) if found else ((), "")
            yield DomainFields(domain.label, self[f"{domain}_level"], texts, is_open, sources, proposed)

    def check_domains(self, cleaned: dict[str, Any]) -> None:
        for domain in Domain:
            level = cleaned.get(f"{domain}_level") or "0"
            if int(level) >= DESCRIBED_FROM and not cleaned.get(f"{domain}_situation"):
                self.add_error(f"{domain}_situation", _("So much help is needed: write what it was seen from."))


class AssessmentForm(DomainsForm):
    """Every answer of E5. `choices` are the lists in force."""

    held_on = TypedDateField(label=gettext_lazy("Held on"), past=True)
    place = forms.ChoiceField(label=gettext_lazy("Where"), choices=PLACES)
    reason = long_text(gettext_lazy("Why help is asked for now"))
    took_part = chosen(gettext_lazy("Did the person take part?"), YES_NO)
    why_absent = forms.CharField(label=gettext_lazy("If not, why"), max_length=300, required=False)
    own_words = long_text(
        gettext_lazy("What the person wishes, in their own words"),
        rows=3,
        required=True,
        hint=gettext_lazy("As it was said, not as we would write it."),
    )
    existing_support = long_text(gettext_lazy("Who and what helps already"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_people(choices)
        self.add_domains()
        self.fields["risk_codes"] = forms.MultipleChoiceField(
            label=_("Risks"), choices=choices.of("risk"), required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["risks"] = long_text(_("More about the risks, and what was done at once"))
        if choices.asks_child:
            self.fields["child_opinion"] = long_text(_("What the child thinks, in their own words"), required=True)
        self._add_conclusion(choices)
        for name in ("why_absent", *(f"{domain}_situation" for domain in Domain)):
            self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]

    def _add_people(self, choices: Choices) -> None:
        for number in range(1, PARTICIPANTS + 1):
            label = _("Who took part") if number == 1 else _("Who else took part (%(number)s)") % {"number": number}
            self.fields[f"who_{number}"] = forms.CharField(label=label, max_length=150, required=number == 1)
            self.fields[f"role_{number}"] = listed(_("As what (%(number)s)") % {"number": number}, choices.of("role"))

    def _add_conclusion(self, choices: Choices) -> None:
        self.fields["conclusion"] = long_text(_("Conclusion"), rows=4, required=True)
        self.fields["is_eligible"] = chosen(_("Does the person need this service?"), YES_NO)
        for number in range(1, RANKED + 1):
            label = _("Suitable service, number %(number)s") % {"number": number}
            self.fields[f"service_{number}"] = listed(label, choices.services)
        self.fields["intensity"] = forms.CharField(
            label=_("How much: hours, days, meals"), max_length=200, required=False
        )
        self.fields["term"] = chosen(_("For how long"), TERMS, required=False)
        self.fields["urgency"] = chosen(_("How soon"), URGENCY, required=False)
        self.fields["elsewhere"] = forms.MultipleChoiceField(
            label=_("Shown the way to others too"),
            choices=choices.of("elsewhere"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["provider_choice"] = forms.CharField(
            label=_("Which provider the person prefers"), max_length=300, required=False
        )

    @property
    def participants(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"who_{number}"], self[f"role_{number}"]) for number in range(1, PARTICIPANTS + 1)]

    @property
    def meeting(self) -> list[forms.BoundField]:
        return self.bound("held_on", "place", "took_part", "why_absent", "reason")

    @property
    def wishes(self) -> list[forms.BoundField]:
        return self.bound("own_words", "child_opinion", "existing_support")

    @property
    def dangers(self) -> list[forms.BoundField]:
        return self.bound("risk_codes", "risks")

    @property
    def outcome(self) -> list[forms.BoundField]:
        ranked = [f"service_{number}" for number in range(1, RANKED + 1)]
        return self.bound(
            "conclusion", "is_eligible", *ranked, "intensity", "term", "urgency", "elsewhere", "provider_choice"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_domains(cleaned)
        if cleaned.get("took_part") == "no" and not cleaned.get("why_absent"):
            self.add_error("why_absent", _("Write why the person did not take part."))
        return cleaned


class SigningForm(BaseForm):
    """How the person, who has read it, put their name to it."""

    WAYS = (
        ("signed", gettext_lazy("signed")),
        ("cannot", gettext_lazy("cannot sign: somebody else was there and signs")),
        ("refused", gettext_lazy("does not wish to sign")),
        ("absent", gettext_lazy("was not there")),
    )
    way = chosen(gettext_lazy("The person"), WAYS)
    witness = forms.CharField(
        label=gettext_lazy("Name of the witness"),
        help_text=gettext_lazy("Needed where the person cannot sign or does not wish to."),
        max_length=150,
        required=False,
    )
    signed_on = TypedDateField(label=gettext_lazy("On which day"), past=True)

    def __init__(self, *args: Any, held_on: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"signed_on": f"{timezone.localdate():%d.%m.%Y}"})
        super().__init__(*args, **kwargs)
        self.held_on = held_on
        self.fields["witness"].needed_sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("way") in {"cannot", "refused"} and not cleaned.get("witness"):
            self.add_error("witness", _("Write who was there as a witness."))
        if self.held_on and (day := cleaned.get("signed_on")) and day < self.held_on:
            self.add_error("signed_on", _("Nobody signs before the meeting. Check both dates."))
        return cleaned

    @property
    def signature(self) -> dict[str, str]:
        """As it is kept: way, witness, ISO date."""
        cleaned = self.cleaned_data
        signed_on: date = cleaned["signed_on"]
        return {"way": cleaned["way"], "witness": cleaned["witness"], "signed_on": signed_on.isoformat()}
