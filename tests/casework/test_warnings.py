"""Who answers for a case is warned at half of the term, three days before its end and when it has passed: once each."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casework import deadlines
from casework.actions import cases, warnings
from casework.models import Case
from people import inbox
from people.models import User
from records.models import Message
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


def told(user: User) -> list[str]:
    rows = Message.objects.filter(kind="terms_near", user_uid=user.uid).order_by("pk")
    return [message.context["kind"] for message in rows.select_related("data_key")]


def test_each_warning_comes_once_and_what_is_overdue_goes_to_the_head_too(
    send: Send, cast: Cast, freeze: Freeze
) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))  # until 23 November
    cases.take(case, by=cast.officer)
    said = []
    for day in range(3, 27):
        moment = date(2026, 11, day)
        before = len(told(cast.officer))
        warnings.warn(moment)
        warnings.warn(moment)  # beat may come twice
        said += [(day, kind) for kind in told(cast.officer)[before:]]
    assert said == [(13, "half"), (20, "soon"), (24, "overdue")]
    assert told(cast.head) == ["overdue"]
    page = signed_in(cast.officer).get("/my/messages/").content.decode()
    assert "Срокове" in page
    text = inbox.text_of(inbox.of(cast.officer).filter(kind="terms_near")[0])
    assert case.number in text and "23.11.2026" in text


def test_nobody_is_warned_of_a_clock_that_stands_still(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    cases.take(case, by=cast.officer)
    deadlines.suspend(case, "opinion", date(2026, 11, 4))
    warnings.keep_stopped_in_step(date(2026, 11, 25))
    assert warnings.warn(date(2026, 11, 25)) == 0
    # Its day goes on with the calendar, so that lists do not call it overdue.
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 12, 14)
    deadlines.resume(case, "opinion", date(2026, 11, 25))
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 12, 14)


def test_of_a_case_that_nobody_has_taken_the_head_is_told(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    send("home-patronage")
    warnings.warn(date(2026, 11, 21))
    assert told(cast.head) == ["soon"] and told(cast.officer) == []
