from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.steps import Walk
from casework.actions import opinions
from casework.models import Case, Fact, OpinionRule
from people.models import Organisation
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.formschema.files import ACCEPT

SHARED = (Fact.NAME, Fact.ADDRESS, Fact.NEEDS)


class OpinionForm(BaseForm):
    """Whom the officer asks, what, and exactly what is shown to them."""

    organisation = forms.ChoiceField(
        label=gettext_lazy("Whom do you ask?"),
        help_text=gettext_lazy("If they are not in the list, write below who they are and their e-mail."),
        required=False,
    )
    body = forms.CharField(label=gettext_lazy("Somebody who is not in the list"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("Their e-mail"), required=False)
    question = forms.CharField(
        label=gettext_lazy("What do you ask?"), widget=forms.Textarea({"rows": 4}), max_length=4000
    )
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("What do they see of the person?"),
        help_text=gettext_lazy("Only what they need for the opinion. The person can read what was shown to whom."),
        choices=[(fact.value, fact.label) for fact in SHARED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Which documents do they see?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    due_on = TypedDateField(
        label=gettext_lazy("Answer by"),
        help_text=gettext_lazy("If you leave it empty, they have the longest time that their rule gives them."),
        required=False,
    )
    stops_clock = forms.BooleanField(
        label=gettext_lazy("Our term stands still until the opinion is here; the person is told why"), required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = [(label, row) for label, row in Walk(case.request.application).given() if row.storage_key]
        choices = [(str(row.uid), f"{label}: {row.name}") for label, row in files]
        self.fields["documents"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["documents"]
        self.kept = {row.slug: row for row in Organisation.objects.asked_for_opinions()}
        choices = [("", _("not in the list")), *((row.slug, row.name) for row in self.kept.values())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
        for name in ("organisation", "body", "email"):
            self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]

    def rules(self) -> list[tuple[str, OpinionRule]]:
        """(whom, how long they have and what their silence means): those with a rule of their own, then all others."""
        rows = {row.organisation_id: row for row in reversed(OpinionRule.objects.in_force(timezone.localdate()))}
        named = [(one.name, rows[one.pk]) for one in self.kept.values() if one.pk in rows]
        return [*named, (_("everybody else"), rows[None])]

    def clean_due_on(self) -> Any:
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        self.rule = OpinionRule.objects.for_body(self.cleaned_data.get("organisation", ""), today)
        last = opinions.last_day(today, self.rule)
        if day is None:
            return last
        if day <= today:
            raise forms.ValidationError(_("Choose a day after today."))
        if day > last:
            words = {"day": f"{last:%d.%m.%Y}"}
            raise forms.ValidationError(_("The law gives them no longer than until %(day)s.") % words)
        return day

    def clean(self) -> dict[str, Any]:
        """Who is in the list is asked at the address that is kept there."""
        cleaned = super().clean()
        chosen = self.kept.get(cleaned.pop("organisation", ""))
        if chosen is not None:
            cleaned |= {"body": chosen.name_bg, "email": chosen.email}
            return cleaned
        if not cleaned.get("body") and "body" not in self.errors:
            self.add_error("body", _("Choose whom you ask from the list, or write who they are."))
        if not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail to which the request goes."))
        return cleaned


class OpinionAnswerForm(BaseForm):
    """What the other body says; confidential."""

    signed_as = forms.CharField(label=gettext_lazy("Your name and post"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Your opinion"), widget=forms.Textarea({"rows": 8}), max_length=8000, required=False
    )
    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy("PDF, JPG or PNG, up to 10 MB"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].needed_sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("text") and not cleaned.get("file") and "text" not in self.errors:
            self.add_error("text", _("Write your opinion, or attach a file."))
        return cleaned
