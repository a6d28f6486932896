from celery import shared_task

from services.exports import store


@shared_task(name="services.make_exports", soft_time_limit=1500, time_limit=1560)
def make_exports() -> None:
    """Long for ten thousand services, hence limits of its own. Asked for each minute; a second one finds the lock."""
    store.make_due()
