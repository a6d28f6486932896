from celery import shared_task
from django.db import transaction
from django.utils import timezone

from casework.actions import places
from casework.models import WaitingEntry
from services import version
from services.models import Offer, PlaceSnapshot


@shared_task(name="casework.expire_holds")
def expire_holds() -> None:
    places.expire_due(timezone.localdate())


@shared_task(name="casework.snapshot_places")
def snapshot_places() -> None:
    """Counts free places for the public pages and stamps them with the moment."""
    now = timezone.now()
    offers = list(Offer.objects.open_on(timezone.localdate(now)))
    free = places.free_by_offer(offers)
    with transaction.atomic():
        for offer in offers:
            waiting = WaitingEntry.objects.filter(service=offer.service_id, ended_at__isnull=True).count()
            PlaceSnapshot.objects.update_or_create(
                offer=offer,
                defaults={
                    "free": free[offer.pk],
                    "total": offer.capacity,
                    "waiting": waiting,
                    "taken_at": now,
                },
            )
        version.bump()
