"""„Какво се промени?“: what is known for a draft, with source and date, confirmed with one answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions import known as actions
from applications.known import known_steps
from applications.review import known_section
from applications.steps import Walk
from applications.views.walking import after, aside, draft_page
from applications.writers import Part, Writer
from records.access import note_seen


@draft_page
def known(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Marked steps are asked; of the others only what this page has shown is confirmed."""
    walk = Walk(writer.draft)
    changed = frozenset(request.POST.getlist("changed"))
    steps = known_steps(walk, writer, without=changed)
    if request.method == "POST":
        shown = set(request.POST.getlist("shown"))
        actions.confirm(walk, [step for step in steps if step.mark in shown], by=writer.by, part=writer.part)
        return redirect(after(Walk(writer.draft), ""))
    if not steps:
        return redirect("apply_tasks", writer.draft.uid)
    if writer.part == Part.CLERK:
        note_seen(request, walk.application.about.uid, purpose="counter")
    beside = aside(walk, None)
    context = {
        **beside,
        "sections": [known_section(step) for step in steps],
        "back_url": reverse("apply_tasks", args=[writer.draft.uid]),
        "title": _("Is this right?") if beside["prepared"] else _("What has changed?"),
    }
    return render(request, "applications/known.html", context)


def after_step(writer: Writer, walk: Walk, key: str) -> str:
    """Once it is said for whom, what is known of that person is shown before it is asked."""
    place = walk.place(key)
    says_for_whom = place is not None and any(question.key == "capacity" for question in place.step.questions)
    if says_for_whom and known_steps(walk, writer):
        return reverse("apply_known", args=[walk.application.uid])
    return after(walk, key)
