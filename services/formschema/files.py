"""The fields that ask for a document: several pages of it, or how else the municipality gets it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

ACCEPT = ".pdf,.jpg,.jpeg,.png"
# As `AttachmentKind` has them.
LATER, OFFICIAL, NONE = "later", "official", "none"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several pages of one document: a list of uploads, empty when nothing was chosen."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(one, initial) for one in uploads if one]


def ways(*, from_register: bool, may_be_none: bool = True) -> list[tuple[str, str]]:
    """How a document comes without a file."""
    found = [(OFFICIAL, _("Check it for me"))] if from_register else []
    found.append((LATER, _("I do not have it now, I will bring it later")))
    return [*found, (NONE, _("I do not have such a document"))] if may_be_none else found


def document_fields(label: Any, note: str, choices: list[tuple[str, str]], answer: str = "") -> list[forms.Field]:
    """Two fields: the pages, and how else we get it."""
    pages = FilesField(
        label=label,
        required=False,
        allow_empty_file=True,
        help_text=" ".join(
            filter(None, (note, _("PDF, JPG or PNG, up to 10 MB each. You can choose several pages at once.")))
        ),
        widget=FilesInput({"accept": ACCEPT}),
    )
    how = forms.ChoiceField(
        label=_("Or: how shall we get it?"),
        choices=choices,
        initial=answer,
        required=False,
        widget=forms.RadioSelect,
    )
    fields: list[forms.Field] = [pages, how]
    for field in fields:
        field.needed_sometimes = True  # type: ignore[attr-defined]
    return fields
