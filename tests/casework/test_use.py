"""Helps in use: the food is stopped for a hospital stay, something changes, the help ends; the provider hears of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casework.actions import talk, use
from casework.models import Case, DeadlineRule, Disclosure, PlaceHold, Side, UseChange, UseKind
from casework.tasks import carry_out_ends
from records.models import Message
from records.workflow import WrongStatus
from services.models import Service
from tests.support.cast import Cast, Send, begin, case_of, drafted, published, signed_in, taken_up

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


@pytest.fixture
def placed(send: Send, cast: Cast, freeze: Freeze) -> Case:
    """The mother gets food at home from the home patronage; it is Monday the 2nd."""
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    decision = drafted(case, cast)
    return taken_up(decision, cast)


def test_the_food_is_stopped_with_three_presses(placed: Case, cast: Cast) -> None:
    citizen, provider = signed_in(cast.citizen), signed_in(cast.provider)
    page = citizen.get(f"/my/{placed.request.application.uid}/").content.decode()
    address = f"/my/case/{placed.uid}/use/pause/"
    assert address in page  # the first press
    form = citizen.get(address).context["form"]
    chosen = {bound.name: bound.value() for bound in form if bound.value() not in (None, "")}
    assert chosen["starts_on"] == "03.11.2026" and chosen["parts"] == ["meals"]
    answer = citizen.post(address, {**chosen, "length": "7"}, follow=True)  # how long, and „Изпратете“
    change = UseChange.objects.get()
    assert (change.starts_on, change.ends_on, change.status) == (date(2026, 11, 3), date(2026, 11, 9), "asked")
    assert change.number in answer.content.decode()
    assert change.number.startswith("СУ-2026-")
    waiting = provider.get("/provider/").content.decode()
    assert "Пенка Колева" in waiting and f"/provider/change/{change.uid}/" in waiting
    assert placed.number in signed_in(cast.officer).get("/desk/?tab=wrote").content.decode()
    provider.post(f"/provider/change/{change.uid}/", {"confirm": "1"})
    change.refresh_from_db()
    assert (change.status, change.answered_by) == ("confirmed", cast.provider)
    assert placed.number not in signed_in(cast.officer).get("/desk/?tab=wrote").content.decode()
    kinds = set(Message.objects.filter(user_uid=cast.citizen.uid).values_list("kind", flat=True))
    assert {"use_asked", "use_confirmed"} <= kinds
    calendar = citizen.get(f"/my/case/{placed.uid}/use/").content.decode()
    assert calendar.count('class="stopped"') == 7
    assert "от 03.11.2026 г. до 09.11.2026 г." in provider.get("/provider/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"starts_on": "2.11.2026"}, "Най-ранният ден е 03.11.2026 г."),
        ({"starts_on": "31.12.9999"}, "след повече от година"),
        ({"starts_on": "вчера"}, "Това не е дата"),
        ({"length": "until"}, "Напишете последния ден"),
        ({"length": "until", "ends_on": "1.11.2026"}, "Краят е преди началото"),
        ({"parts": []}, "Този отговор е нужен"),
        ({"starts_on": "12.11.2026"}, "Вече сте помолили"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    placed: Case, cast: Cast, sent: dict[str, Any], said: str
) -> None:
    use.ask(placed, UseKind.PAUSE, starts_on=date(2026, 11, 14), ends_on=date(2026, 11, 20), by=cast.citizen)
    whole = {"starts_on": "5.11.2026", "length": "7", "parts": ["meals"], "text": "в болница"}
    page = signed_in(cast.citizen).post(f"/my/case/{placed.uid}/use/pause/", {**whole, **sent}).content.decode()
    assert said in page and "в болница" in page and "Грешка:" in page
    assert UseChange.objects.count() == 1


def test_a_stay_without_a_known_end_is_ended_by_the_person(placed: Case, cast: Cast, freeze: Freeze) -> None:
    citizen = signed_in(cast.citizen)
    citizen.post(f"/my/case/{placed.uid}/use/pause/", {"starts_on": "5.11.2026", "length": "open", "parts": ["meals"]})
    change = UseChange.objects.with_case().get()
    assert change.ends_on is None
    use.confirm(change, by=cast.officer)
    freeze("2026-11-11 09:00+02:00")
    citizen = signed_in(cast.citizen)
    assert "Най-ранният ден е 12.11.2026 г." in citizen.get(f"/my/change/{change.uid}/resume/").content.decode()
    assert (
        "Най-ранният ден"
        in citizen.post(f"/my/change/{change.uid}/resume/", {"starts_on": "11.11.2026"}).content.decode()
    )
    citizen.post(f"/my/change/{change.uid}/resume/", {"starts_on": "12.11.2026"})
    change.refresh_from_db()
    assert (change.ends_on, change.status) == (date(2026, 11, 11), "confirmed")
    assert Message.objects.filter(kind="use_resumed", user_uid=cast.citizen.uid).count() == 1


def test_an_officer_ends_a_pause_early_too(placed: Case, cast: Cast, freeze: Freeze) -> None:
    change = use.ask(placed, UseKind.PAUSE, starts_on=date(2026, 11, 4), ends_on=date(2026, 11, 20), by=cast.citizen)
    use.confirm(change, by=cast.officer)
    freeze("2026-11-11 09:00+02:00")
    officer = signed_in(cast.officer)
    assert f"/desk/change/{change.uid}/resume/" in officer.get(f"/desk/change/{change.uid}/").content.decode()
    officer.post(f"/desk/change/{change.uid}/resume/", {"starts_on": "13.11.2026"})
    change.refresh_from_db()
    assert change.ends_on == date(2026, 11, 12)


def test_a_change_is_refused_with_a_reason_that_the_person_reads(placed: Case, cast: Cast) -> None:
    citizen, officer = signed_in(cast.citizen), signed_in(cast.officer)
    sent = {"starts_on": "9.11.2026", "parts": ["hours"], "text": "Нека идват в 11 часа."}
    citizen.post(f"/my/case/{placed.uid}/use/change/", sent)
    change = UseChange.objects.get()
    assert "Нека идват в 11 часа." in officer.get(f"/desk/change/{change.uid}/").content.decode()
    assert f"/desk/change/{change.uid}/" in officer.get(f"/desk/{placed.uid}/").content.decode()
    assert "Този отговор е нужен" in officer.post(f"/desk/change/{change.uid}/", {"decline": "1"}).content.decode()
    officer.post(f"/desk/change/{change.uid}/", {"decline": "1", "text": "Колата е свободна в 12 часа."})
    assert "Колата е свободна в 12 часа." in citizen.get(f"/my/case/{placed.uid}/use/").content.decode()
    with pytest.raises(WrongStatus):
        use.confirm(UseChange.objects.with_case().get(), by=cast.officer)


def test_the_help_ends_after_its_last_day_and_the_place_is_free(placed: Case, cast: Cast, freeze: Freeze) -> None:
    signed_in(cast.citizen).post(f"/my/case/{placed.uid}/use/end/", {"starts_on": "16.11.2026", "text": ""})
    change = UseChange.objects.with_case().get()
    use.confirm(change, by=cast.officer)
    for moment, status in (("2026-11-16 12:00+02:00", "placed"), ("2026-11-17 03:00+02:00", "closed")):
        freeze(moment)
        carry_out_ends()
        carry_out_ends()
        placed.refresh_from_db()
        assert placed.status == status
    assert PlaceHold.objects.get(case=placed).status == "released"
    assert placed.placements.get().ends_on == date(2026, 11, 16)
    assert not use.is_in_use(placed)


def test_it_can_be_taken_back_until_it_begins(placed: Case, cast: Cast, freeze: Freeze) -> None:
    citizen = signed_in(cast.citizen)
    change = use.ask(placed, UseKind.PAUSE, starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 12), by=cast.citizen)
    use.confirm(change, by=cast.officer)
    citizen.post(f"/my/change/{change.uid}/cancel/")
    change.refresh_from_db()
    assert change.status == "cancelled"
    other = use.ask(placed, UseKind.PAUSE, starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 12), by=cast.citizen)
    use.confirm(other, by=cast.officer)
    freeze("2026-11-10 08:00+02:00")
    signed_in(cast.citizen).post(f"/my/change/{other.uid}/cancel/")
    other.refresh_from_db()
    assert other.status == "confirmed"


def test_a_clerk_asks_for_who_calls_by_phone(placed: Case, cast: Cast) -> None:
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    assert f"/counter/case/{placed.uid}/pause/" in clerk.get(f"/counter/case/{placed.uid}/").content.decode()
    sent = {"starts_on": "5.11.2026", "length": "3", "parts": ["meals", "care"], "origin": "phone"}
    clerk.post(f"/counter/case/{placed.uid}/pause/", sent)
    change = UseChange.objects.get()
    assert (change.origin, change.asked_by, change.parts) == ("phone", cast.clerk, ["meals", "care"])
    clerk.post(f"/counter/change/{change.uid}/cancel/")
    change.refresh_from_db()
    assert change.status == "cancelled"


def test_nothing_can_be_asked_of_a_help_that_is_not_in_use(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    with pytest.raises(use.NotInUse):
        use.ask(case, UseKind.PAUSE, starts_on=date(2099, 1, 1), by=cast.citizen)
    citizen = signed_in(cast.citizen)
    assert citizen.get(f"/my/case/{case.uid}/use/pause/").status_code == 302
    assert "не се ползва" in citizen.get(f"/my/case/{case.uid}/use/").content.decode()


def test_the_same_form_sent_twice_is_one_request(placed: Case, cast: Cast) -> None:
    citizen = signed_in(cast.citizen)
    form_uid = str(citizen.get(f"/my/case/{placed.uid}/use/pause/").context["form"]["form_uid"].value())
    sent = {"starts_on": "5.11.2026", "length": "7", "parts": ["meals"], "form_uid": form_uid}
    for _ in range(2):
        assert citizen.post(f"/my/case/{placed.uid}/use/pause/", sent).status_code == 302
    assert UseChange.objects.count() == 1


def test_the_days_of_notice_are_the_services_own_from_the_day_they_hold(placed: Case) -> None:
    today = date(2026, 11, 2)
    assert use.earliest(placed, UseKind.PAUSE, today) == date(2026, 11, 3)
    rule = {"code": "pause-notice", "unit": "calendar", "legal_ground_bg": "x", "legal_ground_en": "x"}
    DeadlineRule.objects.create(service=placed.service, amount=5, valid_from=today, **rule)
    other = Service.objects.exclude(pk=placed.service_id).first()
    DeadlineRule.objects.create(service=other, amount=9, valid_from=today, **rule)
    assert use.earliest(placed, UseKind.PAUSE, today) == date(2026, 11, 7)
    assert use.earliest(placed, UseKind.PAUSE, date(2026, 11, 1)) == date(2026, 11, 2)


def test_an_unread_message_keeps_the_case_on_the_list_after_the_request_was_answered(placed: Case, cast: Cast) -> None:
    change = use.ask(placed, UseKind.PAUSE, starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 12), by=cast.citizen)
    talk.write(placed, "И още нещо", side=Side.PERSON, by=cast.citizen)
    use.confirm(change, by=cast.officer)
    placed.refresh_from_db()
    assert placed.wrote_at is not None
    talk.read(placed, side=Side.OFFICE, by=cast.officer)
    placed.refresh_from_db()
    assert placed.wrote_at is None


@pytest.mark.parametrize("count", [1, 4])
def test_the_pages_of_a_help_in_use_do_not_grow(
    placed: Case, cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        use.ask(placed, UseKind.CHANGE, starts_on=date(2026, 11, 10 + number), text="x", by=cast.citizen)
    for login, address in (
        ("citizen", f"/my/case/{placed.uid}/use/"),
        ("citizen", f"/my/{placed.request.application.uid}/"),
        ("clerk", f"/counter/case/{placed.uid}/"),
        ("officer", f"/desk/{placed.uid}/"),
        ("provider", "/provider/"),
    ):
        client = signed_in(getattr(cast, login))
        if login == "clerk":
            begin(client, cast.mother)
        client.get(address)  # what each process reads once
        with django_assert_max_num_queries(15):
            client.get(address)


def test_a_wish_is_cancelled_in_its_own_words(placed: Case, cast: Cast) -> None:
    """The same English words stood on the page of what was agreed to share, and came out as „consent“."""
    use.ask(
        placed, UseKind.PAUSE, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 12), parts=["meals"], by=cast.citizen
    )
    page = signed_in(cast.citizen).get(f"/my/case/{placed.uid}/use/").content.decode()
    assert "Откажете се от тази молба" in page
    assert "съгласието" not in page


def test_a_kept_place_is_answered_before_anything_is_asked_of_the_help(send: Send, cast: Cast) -> None:
    """And a help without places is never asked about a place: there is none to accept."""
    case = case_of(send("home-patronage"))
    published(drafted(case, cast), cast)
    citizen = signed_in(cast.citizen)
    accept, change = f"/my/place/{case.uid}/", f"/my/case/{case.uid}/use/"
    page = citizen.get(f"/my/{case.request.application.uid}/").content.decode()
    assert accept in page and change not in page
    Disclosure.objects.filter(case=case).delete()
    PlaceHold.objects.filter(case=case).delete()  # as of a help that has no places
    page = citizen.get(f"/my/{case.request.application.uid}/").content.decode()
    assert accept not in page and change in page
