"""A provider answers by the link of the mail, once; opening it does nothing."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from casework.actions import places
from casework.models import PlaceHold, PlaceLink, Reason
from records import audit
from records.workflow import WrongStatus


@transaction.atomic
def accept(link: PlaceLink) -> None:
    """Raises WrongStatus when the link is used or over, or the place was answered in the meantime."""
    _use(link, lambda held: places.accept(held, by=None))


@transaction.atomic
def decline(link: PlaceLink, reason: Reason) -> None:
    """Raises WrongStatus as `accept` does."""
    _use(link, lambda held: places.decline(held, reason, by=None))


def _use(link: PlaceLink, answer: Callable[[PlaceHold], None]) -> None:
    places.locked_case(link.hold)
    now = timezone.now()
    if not PlaceLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise WrongStatus("answer", link.hold.status)
    audit.record("place_link_used", link.hold, by=None, link=str(link.uid))
    answer(link.hold)
