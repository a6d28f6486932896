"""Is this document genuine? Number, date, valid or revoked; never a person."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from casework.verifying import check
from records.documents import normal_code
from records.forms import BaseForm
from records.models import Document


class CodeForm(BaseForm):
    code = forms.CharField(
        label=_("Code from the document"),
        help_text=_("12 letters and digits, for example 7K2M-9QXR-4TWB"),
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "class": "short"}),
    )


@require_safe
@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("verify_code", normal_code(form.cleaned_data["code"]).replace("/", ""))
    return render(request, "verify/ask.html", {"form": form})


@require_safe
@login_not_required
def answer(request: HttpRequest, code: str) -> HttpResponse:
    document = Document.objects.with_code(normal_code(code)[:20]).first()
    today = timezone.localdate()
    checked = check(document, today) if document else None
    context = {"checked": checked, "document": document, "code": normal_code(code)[:20], "today": today}
    return render(request, "verify/answer.html", context, status=200 if document else 404)
