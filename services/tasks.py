from celery import shared_task

from services.actions import voices


@shared_task(name="services.forget_voices")
def forget_voices() -> None:
    """What readers wrote, after UNMET_TEXT_DAYS and FEEDBACK_TEXT_DAYS."""
    voices.forget_old_texts()
