"""Letters on paper: print what waits, write down what was posted, and what the post says of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from applications import post
from applications.forms.post import FindLetterForm, LetterEndForm, PostedForm
from applications.views.files import as_download
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records import letters
from records.access import note_seen
from records.models import Batch, Letter


@permission_required(Permission.HANDLE_POST)
def desk(request: Request) -> HttpResponse:
    """What waits for the printer, for the post, and for word from it; one field finds a letter in hand."""
    form = FindLetterForm(request.POST or None)
    found = post.lines(letters.found(form.cleaned_data["q"]), by=request.user) if form.is_valid() else []
    if form.is_bound and form.is_valid() and not found:
        form.add_error("q", _("There is no letter with this number."))
    page = post.awaiting_proof(request.GET.get("after", ""), by=request.user)
    note_seen(request, *(line.person_uid for line in [*found, *page.lines]), purpose="post", kind="list")
    context = {"form": form, "found": found, "page": page, **post.waiting()}
    return render(request, "post/desk.html", context)


@require_POST
@permission_required(Permission.HANDLE_POST)
def print_batch(request: Request) -> HttpResponse:
    batch = letters.print_batch(by=request.user)
    if batch is None:
        messages.info(request, _("No letter waits for the printer."))
        return redirect("post")
    return redirect("post_batch", batch.uid)


def _batch(uid: UUID) -> Batch:
    return get_object_or_404(Batch.objects.by_office(), uid=uid)


@permission_required(Permission.HANDLE_POST)
def batch(request: Request, uid: UUID) -> HttpResponse:
    found = _batch(uid)
    rows = list(found.letters.with_parts().order_by("pk"))
    open_rows = [row for row in rows if row.delivery.status == "printed"]
    form = PostedForm(request.POST or None, letters=open_rows) if open_rows else None
    if form is not None and form.is_valid():
        try:
            for letter, proof in form.posted:
                letters.post(letter, on=form.cleaned_data["posted_on"], proof=proof, by=request.user)
        except letters.AlreadyDone:
            messages.error(request, _("A colleague has written some of them down already. See below."))
        else:
            messages.success(request, _given(len(form.posted)))
        return redirect("post_batch", found.uid)
    shown = post.lines(rows, by=request.user)
    note_seen(request, *(line.person_uid for line in shown), purpose="post", kind="list")
    return render(request, "post/batch.html", {"batch": found, "lines": shown, "form": form})


def _given(count: int) -> str:
    said = ngettext("%(count)s letter was given to the post.", "%(count)s letters were given to the post.", count)
    return said % {"count": count}


@require_safe
@permission_required(Permission.HANDLE_POST)
def paper(request: Request, uid: UUID) -> HttpResponse:
    found = _batch(uid)
    rows = post.lines(list(found.letters.with_parts()), by=request.user)
    note_seen(request, *(line.person_uid for line in rows), purpose="post", kind="file")
    return as_download(letters.paper(found), "application/pdf", f"{found.made_at:%Y-%m-%d}.pdf")


@permission_required(Permission.HANDLE_POST)
def letter(request: Request, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Letter.objects.with_parts(), uid=uid)
    line = post.lines([row], by=request.user)[0]
    note_seen(request, line.person_uid, purpose="post")
    form = LetterEndForm(request.POST or None, letter=row) if row.posted_on and not row.ended_on else None
    if form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            if data["what"] == "received":
                letters.receive(row, on=data["on"], by=request.user)
            else:
                letters.come_back(row, on=data["on"], reason=data["reason"], by=request.user)
        except letters.AlreadyDone:
            form.add_error(None, _("A colleague has already written down what happened to this letter."))
        else:
            messages.success(request, _("Written down."))
            return redirect("post")
    return render(request, "post/letter.html", {"line": line, "letter": row, "form": form})


@require_POST
@permission_required(Permission.HANDLE_POST)
def print_again(request: Request, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Letter.objects.with_parts(), uid=uid)
    if row.batch is None:
        raise Http404
    try:
        letters.print_again(row, by=request.user)
    except letters.AlreadyDone:
        messages.error(request, _("This letter has already been given to the post."))
        return redirect("post_letter", row.uid)
    messages.success(request, _("The letter waits for the printer again."))
    return redirect("post")
