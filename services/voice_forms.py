"""What a reader may tell us. No field asks who writes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from people.models import Settlement
from records.forms import BaseForm
from services.models import Feedback, Service, TargetGroup

NO_NAMES = _("Please write no names, numbers or addresses: we do not ask who you are.")


class TellUsForm(BaseForm):
    text = forms.CharField(
        label=_("What are you looking for?"), max_length=1000, widget=forms.Textarea({"rows": 4}), help_text=NO_NAMES
    )
    settlement = forms.ModelChoiceField(
        label=_("Where is help needed?"), queryset=Settlement.objects.none(), to_field_name="ekatte", required=False,
        empty_label=_("I would rather not say"),
    )  # fmt: skip
    target_group = forms.ModelChoiceField(
        label=_("For whom?"), queryset=TargetGroup.objects.none(), to_field_name="slug", required=False,
        empty_label=_("I would rather not say"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {"settlement": Settlement.objects.local(), "target_group": TargetGroup.objects.all()}
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class FeedbackForm(BaseForm):
    kind = forms.ChoiceField(
        label=_("Was this page useful?"),
        choices=[
            (Feedback.Kind.USEFUL, _("Yes")),
            (Feedback.Kind.NOT_USEFUL, _("No")),
            (Feedback.Kind.UNCLEAR, _("Something is not clear to me")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Is something not clear or not right? Tell us"), max_length=1000, required=False,
        widget=forms.Textarea({"rows": 4}), help_text=NO_NAMES,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def page_of(address: str) -> tuple[str, Service | None]:
    """The path of one of our pages and the service it shows; nothing for any other address."""
    path = urlsplit(address).path if address.startswith("/") and not address.startswith("//") else ""
    try:
        # Each language has addresses of its own.
        with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
            found = resolve(path)
    except Resolver404:
        return "", None
    if len(path) > 200:
        return "", None
    service = found.url_name == "service" and Service.objects.published().filter(slug=found.kwargs["slug"]).first()
    return path, service or None
