"""A year that nobody confirmed starts no process; a day that is declared moves the running terms."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from casework import moving
from casework.models import Case
from portal import starting
from records import calendars
from records.models import CalendarYear
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


def test_a_year_without_a_calendar_fails_the_start_check_and_says_what_to_do(freeze: Freeze, capsys: Any) -> None:
    freeze("2026-09-30 10:00+03:00")
    with pytest.raises(CommandError, match="confirm_calendar 2026"):
        call_command("check")
    with pytest.raises(SystemExit):
        starting.require_calendar()
    assert "manage.py confirm_calendar 2026" in capsys.readouterr().err
    call_command("confirm_calendar", "2026", stdout=StringIO())
    call_command("check")
    freeze("2026-10-01 10:00+03:00")
    with pytest.raises(CommandError, match="2027"):
        call_command("check")
    starting.require_calendar()  # says it, and starts: it is not that year yet
    assert "2027" in capsys.readouterr().err
    freeze("2027-01-01 00:30+02:00")
    with pytest.raises(SystemExit):
        starting.require_calendar()


def test_an_administrator_confirms_the_year_on_its_page(cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-23 10:00+02:00")
    client = signed_in(cast.admin)
    page = client.get("/desk/calendar/").content.decode()
    assert "2026, 2027" in page and "04.05.2027" in page
    client.post("/desk/calendar/confirm/", {"year": "2026"})
    client.post("/desk/calendar/confirm/", {"year": "2027"})
    client.post("/desk/calendar/confirm/", {"year": "2031"})
    assert calendars.years_missing(date(2026, 11, 23)) == []
    CalendarYear.objects.filter(year=2027).update(actor_uid=None, actor_label="system")
    page = client.get("/desk/calendar/").content.decode()
    assert "потвърден" in page and "· системата" in page and cast.admin.label in page


def test_a_declared_day_shows_first_what_it_moves_and_a_worker_moves_it(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    client = signed_in(cast.admin)
    day = {"date": "23.11.2026", "is_working": "off", "label": "Решение № 1"}
    assert "Грешка" in client.post("/desk/calendar/day/", {**day, "date": "23.11.2036"}).content.decode()
    page = client.post("/desk/calendar/day/", day).content.decode()
    assert f"{case.number}: 23.11.2026 г. → 24.11.2026 г." in page and "1 срок" in page
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 23)
    client.post("/desk/calendar/day/", {**day, "sure": "yes"})
    assert moving.apply_declared() == 1
    assert moving.apply_declared() == 0
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 24)
    # Declared by mistake: another word on the same day brings it back.
    calendars.declare(date(2026, 11, 23), is_working=True, label="Поправка", by=cast.admin)
    assert moving.apply_declared() == 1
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 23)
