"""What still points to an entry, in words: it cannot be deleted then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from services.entries.kind import Kind
from services.models import FinderQuestion, Requirement, Signpost

NAMED = 5
NAMEABLE = {"services"}


def pointing_to(kind: Kind, row: Any) -> Iterator[str]:
    """„Service: Home patronage, Hot lunch“ or „Person: 3“. What goes with the entry itself is not counted."""
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one or relation.many_to_many)):
            continue
        if relation.many_to_many or relation.on_delete is models.PROTECT:
            yield from _named(relation.related_model, {relation.field.name: row})
    if kind.name == "finder_question":
        yield from _rules(row.slug)


def _named(model: Any, condition: dict[str, Any]) -> Iterator[str]:
    """People and their cases are counted, never named: an editor of the catalogue may not know of them."""
    found = model._base_manager.filter(**condition)
    if model._meta.app_label not in NAMEABLE:
        number = found.count()
        if number:
            yield f"{capfirst(model._meta.verbose_name)}: {number}"
        return
    rows = list(found[: NAMED + 1])
    if rows:
        names = ", ".join(str(found) for found in rows[:NAMED])
        names = _("%(names)s and others") % {"names": names} if len(rows) > NAMED else names
        yield f"{capfirst(model._meta.verbose_name)}: {names}"


def _rules(slug: str) -> Iterator[str]:
    """Conditions name questions of the finder by their identifier."""
    for model, column in ((Requirement, "tests"), (FinderQuestion, "when"), (Signpost, "when")):
        for group in ("all", "any"):
            yield from _named(model, {f"{column}__contains": {group: [{"field": slug}]}})
