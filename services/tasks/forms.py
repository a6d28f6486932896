from celery import shared_task
from django.utils import timezone

from services.actions import forms


@shared_task(name="services.publish_due_forms")
def publish_due_forms() -> None:
    """Form versions approved for a time that has come."""
    forms.publish_due(timezone.now())
