"""The person heard what was written, and agreed."""

from django.db import transaction
from django.utils import timezone

from applications.models import Application
from applications.readback import answers_of, mark_of
from people.models import User
from records import audit


class Changed(Exception):
    """Something was written after the page was shown: it is read once more."""


@transaction.atomic
def agree(application: Application, *, seen: str, by: User) -> None:
    """`seen`: the mark of what was read, as the page carried it. Raises Changed."""
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    mark = mark_of(application, answers_of(application))
    if mark.hex() != seen:
        raise Changed
    Application.objects.filter(pk=application.pk).update(agreed_at=timezone.now(), agreed_mark=mark)
    audit.record("read_back_agreed", application, by=by)
