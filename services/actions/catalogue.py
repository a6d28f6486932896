"""Editing the catalogue."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User
from services.actions import entries
from services.entries import KINDS, history
from services.models import Service


class ChangedMeanwhile(Exception):
    """A colleague saved the same entry first."""

    def __str__(self) -> str:
        return _("A colleague has changed this entry meanwhile. Your text is kept below; compare and save again.")


@transaction.atomic
def edit_texts(service: Service, texts: dict[str, Any], *, by: User) -> None:
    """Saves the texts when nobody saved in between; public pages show them at once."""
    kind = KINDS["service"]
    seen = texts.pop("version")
    row = kind.rows().select_for_update(of=("self",)).get(pk=service.pk)
    if history.last_number("service", row.slug) != seen:
        raise ChangedMeanwhile
    fee = {"note_bg": texts.pop("fee_note_bg"), "note_en": texts.pop("fee_note_en")}
    before = kind.read(row)
    entries.publish(kind, {**before, **texts, "fee": {**before.get("fee", {}), **fee}}, by=by)
