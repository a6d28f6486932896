from celery import shared_task

from services.actions import changes


@shared_task(name="services.publish_due")
def publish_due() -> None:
    """Every minute. After an hour without workers everything due is published in the order of its day."""
    for uid in changes.due():
        changes.publish_when_due(uid)
