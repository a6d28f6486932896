"""Editing the catalogue."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User
from records import audit
from services import search, version
from services.models import Service


class ChangedMeanwhile(Exception):
    """A colleague saved the same entry first."""

    def __str__(self) -> str:
        return _("A colleague has changed this entry meanwhile. Your text is kept below; compare and save again.")


@transaction.atomic
def edit_texts(service: Service, texts: dict[str, Any], *, by: User) -> None:
    """Saves the texts when nobody saved in between; public pages show them at once."""
    seen = texts.pop("version")
    changed = Service.objects.filter(pk=service.pk, version=seen).update(**texts, version=seen + 1)
    if not changed:
        raise ChangedMeanwhile
    search.index_all()
    version.bump()
    audit.record("service_edited", None, by=by, service=service.slug, fields=sorted(texts))
