"""One mail a day for who wants it: none lost, none twice; what the law wants told does not wait for it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from people.actions.contact import Choices, SafeRules, choose, set_safe
from records import deliveries, messages, outbox
from records.models import Delivery, Message
from records.tasks import send_delivery
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
DAY, NIGHT, NEXT = "2026-11-30 10:00+02:00", "2026-11-30 17:00:30+02:00", "2026-12-01 17:01+02:00"


@pytest.fixture
def daily(cast: Cast, freeze: Callable[[Any], None]) -> Cast:
    freeze(DAY)
    choose(Choices(is_daily=True), person=cast.daughter, user=cast.citizen, by=cast.citizen)
    return cast


def tell(cast: Cast, kind: str = "application_submitted", about: Any = None) -> Message:
    about = about or cast.daughter
    return messages.send(
        messages.notice(kind), subject=about, data_key=about.data_key, by=None,
        person_uid=cast.daughter.uid, user_uid=cast.citizen.uid,
    )  # fmt: skip


def digest() -> Delivery:
    return Delivery.objects.filter(message__kind="digest").latest("pk")


def test_the_day_comes_as_one_mail(daily: Cast, freeze: Callable[[Any], None], mailoutbox: list[Any]) -> None:
    rows = [tell(daily), tell(daily, "application_withdrawn")]
    assert set(Delivery.objects.filter(message__in=rows).values_list("status", flat=True)) == {"gathered"}
    assert digest().next_try_at.isoformat()[:16] == "2026-11-30T15:00"
    freeze(NIGHT)
    for _twice in range(2):
        send_delivery(digest().pk)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["citizen@demo.invalid"], "2 новини от общината")
    text, html = mail.body, mail.alternatives[0][0]
    for title in ("Получихме Вашето заявление", "Вашето заявление е оттеглено"):
        assert title in text
        assert title in html
    assert "/my/messages/" in text
    assert text.count("\n– ") == 2
    states = set(Delivery.objects.filter(message__in=rows).values_list("status", flat=True))
    assert states == {"sent"}
    assert digest().status == "sent"


def test_what_comes_while_it_leaves_goes_with_the_next(
    daily: Cast, freeze: Callable[[Any], None], mailoutbox: list[Any]
) -> None:
    tell(daily)
    first = digest()
    freeze(NIGHT)
    assert outbox.attempt(first.pk) is not None  # a worker has taken it
    late = tell(daily).deliveries.get()
    assert late.digest_id != first.pk
    assert digest().next_try_at.isoformat()[:13] == "2026-12-01T15"
    freeze(NEXT)
    send_delivery(digest().pk)
    late.refresh_from_db()
    assert (late.status, len(mailoutbox)) == ("sent", 1)


def test_the_law_does_not_wait(daily: Cast, mailoutbox: list[Any]) -> None:
    row = tell(daily, "decision_published").deliveries.get()
    send_delivery(row.pk)
    assert len(mailoutbox) == 1
    assert not Message.objects.filter(kind="digest").exists()


def test_what_may_no_longer_be_told_is_left_out(
    daily: Cast, freeze: Callable[[Any], None], mailoutbox: list[Any]
) -> None:
    about_mother, own = tell(daily, about=daily.mother), tell(daily, "application_withdrawn")
    set_safe(daily.mother, SafeRules(hidden_from=("citizen@demo.invalid",)), by=daily.clerk)
    freeze(NIGHT)
    send_delivery(digest().pk)
    (mail,) = mailoutbox
    assert "Получихме" not in mail.body
    assert [row.deliveries.get().status for row in (about_mother, own)] == ["not_allowed", "sent"]


def test_nothing_left_sends_nothing(daily: Cast, freeze: Callable[[Any], None], mailoutbox: list[Any]) -> None:
    tell(daily, about=daily.mother)
    set_safe(daily.mother, SafeRules(hidden_from=("citizen@demo.invalid",)), by=daily.clerk)
    freeze(NIGHT)
    send_delivery(digest().pk)
    assert (mailoutbox, digest().status) == ([], "not_allowed")


def test_a_mail_that_failed_is_sent_again_whole(daily: Cast, freeze: Callable[[Any], None], settings: Any) -> None:
    row = tell(daily).deliveries.get()
    settings.EMAIL_BACKEND = "tests.support.refusing.Backend"
    freeze(NIGHT)
    send_delivery(digest().pk)
    row.refresh_from_db()
    assert (digest().status, row.status) == ("failed", "gathered")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliveries.again(digest(), by=daily.clerk)
    send_delivery(digest().pk)
    row.refresh_from_db()
    assert (digest().status, row.status) == ("sent", "sent")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_mail(cast: Cast) -> None:
    """Ten senders in the same moment: one digest that has all ten."""
    choose(Choices(is_daily=True), person=cast.daughter, user=cast.citizen, by=cast.citizen)
    start = threading.Barrier(10)

    def one() -> None:
        try:
            start.wait()
            with transaction.atomic():
                tell(cast)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.filter(kind="digest").count() == 1
    assert digest().gathered.count() == 10
