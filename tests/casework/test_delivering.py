"""The ladder of delivery: what nobody opened goes by letter, then by hand; it stays on a list until it is known."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework import notified
from casework.actions import delivering
from casework.models import Decision
from records import deliveries, notifications
from records.models import Delivery, Method
from tests.casework.test_afterwards import lodge, refusal
from tests.support.cast import Cast, Send, signed_in

pytestmark = pytest.mark.django_db
LIST = "/desk/to-deliver/"


def letters() -> int:
    return Delivery.objects.filter(channel="letter", message__kind="decision_published").count()


def test_who_has_not_opened_it_is_written_to_once(send: Send, cast: Cast) -> None:
    refusal(send, cast)
    Delivery.objects.filter(channel="letter").delete()
    today = timezone.localdate()
    assert delivering.send_letters(today) == 0
    later = today + timedelta(days=3)
    assert [delivering.send_letters(later) for _twice in range(2)] == [2, 0]
    assert letters() == 2  # the daughter and her mother


def test_a_letter_that_came_back_is_on_today_with_the_next_step_until_it_is_given(send: Send, cast: Cast) -> None:
    decision, today = refusal(send, cast), timezone.localdate()
    officer, number = signed_in(cast.officer), decision.case.number
    letter = Delivery.objects.filter(channel="letter", message__kind="decision_published").latest("pk")
    assert letter.message.person_uid == cast.mother.uid
    Delivery.objects.filter(pk=letter.pk).update(status="sent")
    assert not officer.get(LIST).context["page"].lines[0].is_by_hand
    assert number not in officer.get("/desk/?tab=acts").content.decode()
    deliveries.note(letter.pk, "returned", source="post", by=cast.clerk, detail="unknown")
    page = officer.get(LIST)
    assert page.context["page"].lines[0].is_by_hand and page.context["page"].lines[0].returned == ["Пенка Колева"]
    assert "писмото не пристигна" in page.content.decode() and f"?act={decision.uid}" in page.content.decode()
    for tab in ("acts", "mine"):
        on_today = officer.get(f"/desk/?tab={tab}").content.decode()
        assert number in on_today and "Връчете го на ръка" in on_today
    notifications.record(notified.act_of(decision), cast.mother.uid, method=Method.BY_HAND, on=today, by=cast.officer)
    assert number not in officer.get("/desk/?tab=acts").content.decode()
    assert not officer.get(LIST).context["page"].lines[0].returned


def test_who_knows_it_is_not_written_to(send: Send, cast: Cast) -> None:
    decision, today = refusal(send, cast), timezone.localdate()
    Delivery.objects.filter(channel="letter").delete()
    for person in (cast.mother, cast.daughter):
        notifications.record(notified.act_of(decision), person.uid, method=Method.ORAL, on=today, by=cast.officer)
    assert delivering.send_letters(today + timedelta(days=30)) == 0
    assert letters() == 0


def test_the_list_says_what_to_do_now_and_empties_when_all_know(send: Send, cast: Cast) -> None:
    decision, today = refusal(send, cast), timezone.localdate()
    officer = signed_in(cast.officer)
    page = officer.get(LIST).content.decode()
    assert decision.number and decision.number in page
    assert "Пенка Колева" in page
    Decision.objects.filter(pk=decision.pk).update(published_at=timezone.now() - timedelta(days=15))
    assert officer.get(LIST).context["page"].lines[0].is_by_hand
    assert decision.number not in signed_in(cast.officer2).get(LIST).content.decode()
    appeal = lodge(decision, cast)
    assert appeal.number in officer.get(LIST).content.decode()
    for person in (cast.mother, cast.daughter):
        notifications.record(notified.act_of(decision), person.uid, method=Method.ORAL, on=today, by=cast.officer)
    assert officer.get(LIST).context["page"].lines == []


def test_the_list_costs_the_same_for_more_rows_and_goes_on_by_key(
    send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = refusal(send, cast)
    officer = signed_in(cast.officer)
    with CaptureQueriesContext(
        connection,
    ) as one:
        officer.get(LIST)
    second = refusal(send, cast)
    with CaptureQueriesContext(connection) as two:
        officer.get(LIST)
    assert len(two) <= max(len(one), 8)
    monkeypatch.setattr("casework.delivering.PAGE", 1)
    shown = officer.get(LIST).context["page"]
    rest = officer.get(LIST, {"after": shown.after}).context["page"]
    assert [page.lines[0].decision.pk for page in (shown, rest)] == [first.pk, second.pk]
    assert officer.get(LIST, {"after": "x_9"}).status_code == 200
