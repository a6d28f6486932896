"""Every component in every state, on one page for staff."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from people.access import permission_required
from people.roles import Permission
from records.forms import BaseForm

TONES = ("info", "attention", "error", "done")


class SampleForm(BaseForm):
    text = forms.CharField(label=_("Given name"), help_text=_("as in your identity card"))
    optional = forms.CharField(label=_("Father's name"), required=False)
    long = forms.CharField(label=_("Tell us in your own words"), widget=forms.Textarea)
    one = forms.ChoiceField(
        label=_("Who is the help for?"),
        choices=[("a", _("for me")), ("b", _("for somebody else"))],
        widget=forms.RadioSelect,
    )
    many = forms.MultipleChoiceField(
        label=_("What is hard?"),
        choices=[("a", _("eating")), ("b", _("walking"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label=_("I declare that what I wrote is true."))
    file = forms.FileField(label=_("Document"), help_text=_("PDF, JPG or PNG, up to 10 MB"))


@require_safe
@permission_required(Permission.SEE_STYLEGUIDE)
def styleguide(request: HttpRequest) -> HttpResponse:
    context = {"empty": SampleForm(prefix="empty"), "wrong": SampleForm({}, prefix="wrong"), "tones": TONES}
    return render(request, "styleguide/page.html", context)
