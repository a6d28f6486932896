"""What makes a draft quick at the counter. Everything comes from the form's and the person's data."""

from django.forms import BaseForm
from django.http import HttpRequest


def at_station(request: HttpRequest, form: BaseForm) -> None:
    """On a shared computer the browser keeps no answer; the first question has the focus, or the first error."""
    if getattr(request, "station", None) is None:
        return
    for field in form.fields.values():
        field.widget.attrs["autocomplete"] = "off"
    focus_first(form)


def focus_first(form: BaseForm) -> None:
    """Without an error: the summary of errors takes the focus itself."""
    if form.errors:
        return
    for bound in form:
        if not bound.is_hidden and not getattr(bound.field.widget, "is_information", False):
            bound.field.widget.attrs["autofocus"] = True
            return
