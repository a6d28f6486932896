"""What to write in a field, for somebody who does it twice a year."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FIELDS: dict[Any, Any] = {
    "id": _("Latin letters, digits and hyphens; it never changes. Leave it empty: it is made from the English name."),
    ("settlement", "id"): _("The five digits of the national register of settlements."),
    "summary_bg": _("One or two sentences: what the person gets. Shown in the list and in the search."),
    "summary_en": _("One or two sentences: what the person gets. Shown in the list and in the search."),
    "aliases_bg": _("With commas between: “баба, храна вкъщи”."),
    "aliases_en": _("With commas between: “grandma, food at home”."),
    "note_bg": _("As on the page: “34,92 € on the day of the decision, free for …”."),
    "note_en": _("As on the page: “34,92 € on the day of the decision, free for …”."),
    "when_bg": _("For whom: “only if you apply for somebody else”."),
    "when_en": _("For whom: “only if you apply for somebody else”."),
    "checklist_bg": _("One thing a line."),
    "checklist_en": _("One thing a line."),
    "legal_refs": _("One article a line."),
    "sources": _("One source a line."),
    "notes": _("Seen by editors alone."),
    "otherwise_bg": _("What to say when it does not hold or is not known: “if you have a decision of TELK”."),
    "otherwise_en": _("What to say when it does not hold or is not known: “if you have a decision of TELK”."),
    "percent": _("0 is free of charge."),
    "opens": _("Hours and minutes: 08:00."),
    "closes": _("Hours and minutes: 17:00."),
    "field": _("The code of a question: all of them are listed at the end of this page."),
    "value": _("yes, no, a number, or the code of an answer; several with commas between."),
    "position": _("The smaller the number, the earlier it stands."),
    "latitude": _("For example 43,150000."),
    "longitude": _("For example 27,700000."),
}


def of(kind: str, field: str) -> Any:
    return FIELDS.get((kind, field), FIELDS.get(field, ""))
