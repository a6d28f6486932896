"""What the demo's officer wrote down for colleagues: on the cases that the unit works on now."""

from datetime import timedelta

from django.utils import timezone

from casework.actions import notes
from casework.models import Case, NoteKind
from people.models import User

WRITTEN = (
    (NoteKind.CALL, 6, "Дъщерята работи на смени, звънете след 17 ч.", True),
    (NoteKind.VISIT, 3, "Живее на третия етаж без асансьор. Печката е на дърва, дърва има до февруари.", False),
    (NoteKind.PAPER, 1, "В решението на ТЕЛК срокът е до март: да се напомни за преосвидетелстване.", False),
)


def show(users: dict[str, User]) -> None:
    cases = Case.objects.visible_to(users["officer"]).open().exclude(status="new").select_related("data_key")
    for case in cases.order_by("-pk")[:12]:
        for kind, days, text, is_pinned in WRITTEN:
            day = timezone.localdate() - timedelta(days=days)
            notes.write(case, kind, happened_on=day, text=text, is_pinned=is_pinned, by=users["officer"])
