from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms.counter import PersonForm
from applications.prefill import seen_on_document
from people.actions.corrections import last_of
from people.identifiers import clean
from people.models import HouseholdMember, IdType, Person, Proof
from people.models.household import Seen
from records.forms import BaseForm
from services.formschema.dates import TypedDateField


class CorrectionForm(PersonForm):
    """What stands in the record, to be written over; a number only when it changes."""

    proof = forms.ChoiceField(label=gettext_lazy("What did you see?"), choices=Proof.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("What was wrong?"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("The person can read it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, initial={**_initial(person), "seen": last_of(person)}, **kwargs)
        del self.fields["channels"]
        if person.id_type == IdType.DOCUMENT:
            kinds: Any = self.fields["id_type"]
            kinds.choices = [(IdType.DOCUMENT, IdType.DOCUMENT.label), *kinds.choices]
        if person.id_number:
            self.fields["id_number"].help_text = _("Now %(number)s. Write it only if it is wrong.") % {
                "number": person.masked_number or _("another document")
            }

    def clean(self) -> dict[str, Any]:
        typed = clean(self.cleaned_data.get("id_number") or "")
        if not typed and self.cleaned_data.get("id_type") == self.person.id_type:
            self.cleaned_data["id_number"] = self.person.id_number or ""
        return super().clean()

    @property
    def values(self) -> dict[str, Any]:
        """By the names that `corrections.correct` takes."""
        data = self.cleaned_data
        plain = ("given_name", "middle_name", "family_name", "id_type", "id_number", "phone", "email", "address")
        born, place = data.get("birth_date"), data.get("settlement")
        return {
            **{name: data.get(name) or "" for name in plain},
            "no_id_reason": "" if data["id_number"] else data["no_id_reason"],
            "birth_date": born.isoformat() if born else "",
            "settlement": place.ekatte if place else "",
        }


def _initial(person: Person) -> dict[str, Any]:
    plain = ("given_name", "middle_name", "family_name", "id_type", "no_id_reason", "phone", "email")
    return {
        **{name: getattr(person, name) for name in plain},
        "birth_date": date_format(person.born_on, "SHORT_DATE_FORMAT") if person.born_on else "",
        "settlement": person.settlement.ekatte if person.settlement else None,
        "address": (person.address or {}).get("line", ""),
    }


class MergeForm(BaseForm):
    reason = forms.CharField(
        label=gettext_lazy("Why are they one person?"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


class HomeSeenForm(BaseForm):
    """For each member of the home the document that showed them; what was not shown stays as it was."""

    def __init__(self, members: list[HouseholdMember], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for at, member in enumerate(members):
            self.fields[f"member_{at}"] = forms.ChoiceField(
                label=f"{member.facts['name']}, {member.get_relation_display()}",
                choices=[("", _("no document was shown now")), *Seen.choices],
                required=False,
                help_text=seen_on_document(member),
            )
        self.fields["day"] = TypedDateField(
            label=_("On which day did you see them?"), past=True, initial=date_format(timezone.localdate(), "d.m.Y")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.members and not any(cleaned.get(f"member_{at}") for at in range(len(self.members))):
            self.add_error("member_0", _("Choose the document that was shown, or go back."))
        return cleaned

    @property
    def documents(self) -> dict[UUID, str]:
        return {member.uid: self.cleaned_data[f"member_{at}"] for at, member in enumerate(self.members)}


class IdentityForm(BaseForm):
    proof = forms.ChoiceField(
        label=gettext_lazy("Which document did you see?"),
        choices=[choice for choice in Proof.choices if choice[0] != Proof.WORD],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Look, do not copy. The number of the document is not written down."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the person's account, if they have one"),
        required=False,
        help_text=gettext_lazy("The person says it. Everything of theirs will be seen with this account."),
    )
