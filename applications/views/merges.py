"""Two records of one human being: looking for the double, joining them with a second look, parting them again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import finding
from applications.forms.counter import SearchForm
from applications.forms.persons import MergeForm
from applications.views.persons import served
from people import merging
from people.access import permission_required, require
from people.actions import merges as actions
from people.duplicates import doubles_of
from people.http import Request
from people.models import Person, PersonMerge
from people.roles import Permission
from people.search import Found
from records.access import note_seen
from records.workflow import WrongStatus

SHOWN = 20


@permission_required(Permission.CORRECT_PERSON)
def same(request: Request, uid: UUID) -> HttpResponse:
    """Likely doubles of the person who is served, and a search for others."""
    found = served(request, uid)
    form = SearchForm(request.POST or None)
    others = Found("")
    if form.is_valid():
        others = finding.find(form.cleaned_data["text"], by=request.user)
        if not others.people:
            form.add_error("text", _("Nobody was found. Try another way."))
    doubles = doubles_of(found, by=request.user) if request.method == "GET" else []
    if doubles or form.is_bound:
        del form.fields["text"].widget.attrs["autofocus"]  # there is something to read first
    people = [one for one in others.people if one.pk != found.pk]
    seen = [*people, *(one.person for one in doubles)]
    note_seen(request, *(one.uid for one in seen), purpose="counter", kind="list")
    context = {
        "person": found, "form": form, "others": people, "doubles": doubles, "looked": request.method == "GET",
    }  # fmt: skip
    return render(request, "counter/same.html", context)


@permission_required(Permission.CORRECT_PERSON)
def merge(request: Request, uid: UUID, other_uid: UUID) -> HttpResponse:
    """What goes where, before it does."""
    kept = served(request, uid)
    rows = Person.objects.may_come(request.user).with_key()
    other = get_object_or_404(rows, uid=other_uid)
    note_seen(request, other.uid, purpose="counter")
    form = MergeForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.propose(kept, other, reason=form.cleaned_data["reason"], by=request.user)
        except actions.CannotMerge as refusal:
            form.add_error(None, _in_words(refusal))
        else:
            done = made.status == "done"
            messages.success(request, _("The records are one.") if done else _("A colleague will take a second look."))
            return redirect("counter_person", uid)
    return render(request, "counter/merge.html", {"form": form, **_preview(kept, other)})


def _preview(kept: Person, other: Person) -> dict[str, object]:
    return {
        "person": kept,
        "other": other,
        "lines": actions.preview(kept, other),
        "counts": merging.count(other),
        "obstacles": merging.obstacles(kept, other),
    }


def _in_words(refusal: actions.CannotMerge) -> str:
    return " ".join(refusal.args) or _("One of the records was joined just now. Look again.")


@require_safe
@permission_required(Permission.CORRECT_PERSON)
def merges(request: Request) -> HttpResponse:
    rows = PersonMerge.objects.visible_to(request.user).with_parts()
    before = request.GET.get("before", "")
    shown = list(rows.before(before)[: SHOWN + 1])
    people = [uid for row in shown[:SHOWN] for uid in (row.kept.uid, row.merged.uid)]
    note_seen(request, *people, purpose="counter", kind="list")
    more = shown[SHOWN - 1].uid if len(shown) > SHOWN else ""
    return render(request, "counter/merges.html", {"merges": shown[:SHOWN], "more": more})


def _merge(request: Request, merge_uid: UUID) -> PersonMerge:
    row: PersonMerge = get_object_or_404(PersonMerge.objects.visible_to(request.user).with_parts(), uid=merge_uid)
    note_seen(request, row.kept.uid, row.merged.uid, purpose="counter")
    return row


@require_safe
@permission_required(Permission.CORRECT_PERSON)
def look(request: Request, merge_uid: UUID) -> HttpResponse:
    """The second look."""
    row = _merge(request, merge_uid)
    own = row.proposed_by == request.user and Permission.MERGE_PERSONS not in request.user.permissions
    return render(request, "counter/merge_look.html", {"merge": row, "is_own": own, **_preview(row.kept, row.merged)})


@require_POST
@permission_required(Permission.CORRECT_PERSON)
def step(request: Request, merge_uid: UUID, verb: str) -> HttpResponse:
    row = _merge(request, merge_uid)
    if verb == "undo":
        require(request.user, Permission.MERGE_PERSONS, row)
    do = {"merge": actions.confirm, "refuse": actions.refuse, "undo": actions.undo}.get(verb)
    try:
        if do is not None:
            do(row, by=request.user)
    except actions.SecondLook:
        messages.error(request, _("You proposed it: a colleague takes the second look."))
    except actions.TooLate:
        messages.error(request, _("The days in which it could be undone are over."))
    except actions.CannotMerge as refusal:
        messages.error(request, _in_words(refusal))
    except WrongStatus as wrong:
        messages.error(request, str(wrong))
    return redirect("counter_merge_look", merge_uid)
