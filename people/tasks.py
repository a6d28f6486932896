from celery import shared_task

from people.models import NameWord


@shared_task(name="people.keep_name_words")
def keep_name_words() -> None:
    NameWord.objects.keep_true()
