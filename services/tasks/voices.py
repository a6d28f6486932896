from celery import shared_task

from services import indexing
from services.actions import voices


@shared_task(name="services.forget_voices")
def forget_voices() -> None:
    """What readers wrote, after UNMET_TEXT_DAYS and FEEDBACK_TEXT_DAYS."""
    voices.forget_old_texts()


@shared_task(name="services.count_words")
def count_words() -> None:
    """How rare each word is: a large catalogue only adds words while people work."""
    indexing.count_words()
