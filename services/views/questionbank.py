"""Questions that several forms share. A form gets a copy; what is changed here changes no form."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from services import formpages
from services.actions import questionbank
from services.actions.forms import ChangedMeanwhile
from services.builderforms import QuestionForm
from services.entries import InvalidEntry
from services.formschema import SchemaError
from services.formwords import KINDS, own_text


@permission_required(Permission.EDIT_CATALOGUE)
def bank_list(request: Request) -> HttpResponse:
    rows = [
        (row.slug, own_text(row.question, "label"), KINDS.get(row.question.get("kind"))) for row in formpages.bank()
    ]
    return render(request, "formbuilder/bank.html", {"rows": rows})


@permission_required(Permission.EDIT_CATALOGUE)
def bank_question(request: Request, slug: str) -> HttpResponse:
    """A shared question; `new` adds one."""
    row = next((one.question for one in formpages.bank() if one.slug == slug), None)
    if row is None and slug != "new":
        raise Http404
    data = request.POST if request.method == "POST" else None
    seen = questionbank.token(slug)
    form = QuestionForm(data, row=row or {"key": ""}, steps=[], before=0, token=seen)
    if data is not None and "add_row" not in data and form.is_valid():
        try:
            name = None if slug == "new" else slug
            questionbank.publish(name, form.result(), seen=form.cleaned_data["token"], by=request.user)
        except (ChangedMeanwhile, InvalidEntry, SchemaError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Forms that have a copy keep theirs."))
            return redirect("bank")
    if data is not None and "add_row" in data:
        form.errors.clear()
    title = own_text(row, "label") if row else _("New shared question")
    return render(request, "formbuilder/edit.html", {"form": form, "title": title, "slug": "", "draft": None})
