"""The waiting list: one order for everybody, explained, moved by facts and rules, by hand with four eyes alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Application
from casework import tasks, waiting_list
from casework import waiting as order
from casework.actions import assessments, places, referrals, waiting, withdrawals
from casework.models import Case, PlaceHold, WaitingEntry, WaitingMove, WaitingRule, WaitingTerms, WaitingTime
from casework.waiting_view import expected_in_words
from records.models import AuditEvent, Message
from services.models import Offer
from tests.support.cast import Cast, Send, assess, begin, case_of, content, hold, signed_in, waits

Freeze = Callable[[Any], None]
SLUG = "day-centre-elderly"


def coded(case: Case, **facts: Any) -> Case:
    """The answers that give priority are these and no others."""
    application = case.request.application
    application.coded = {f"common.{key}": value for key, value in facts.items()}
    Application.objects.filter(pk=application.pk).update(coded=application.coded)
    return case


def someone(send: Send, cast: Cast, *offers: Offer, **facts: Any) -> WaitingEntry:
    return waits(coded(case_of(send(SLUG)), **facts), cast, *offers)


def turns() -> list[int]:
    return list(WaitingEntry.objects.open().order_by("rank").values_list("pk", flat=True))


@pytest.fixture
def three(send: Send, cast: Cast, freeze: Freeze) -> list[WaitingEntry]:
    """On three days: nobody's priority; lives alone; nobody's priority."""
    found = []
    for day, lives in ((2, "with_family"), (3, "alone"), (4, "with_family")):
        freeze(f"2026-11-0{day} 10:00+02:00")
        found.append(someone(send, cast, lives=lives))
    return found


@pytest.mark.django_db
def test_points_come_first_then_the_day_of_the_request(three: list[WaitingEntry], cast: Cast) -> None:
    first, alone, last = three
    assert turns() == [alone.pk, first.pk, last.pk]
    page = signed_in(cast.officer).get("/desk/waiting/").content.decode()
    assert page.index("03.11.2026") < page.index("02.11.2026") < page.index("04.11.2026")
    assert "живее сам(а) (+2)" in page and "Пенка Колева" in page
    row = WaitingMove.objects.get(entry=alone)
    assert (row.why, row.to_turn, row.actor_uid) == ("entered", 1, cast.officer.uid)
    assert Message.objects.filter(user_uid=cast.citizen.uid, kind="waiting_entered").count() == 3


@pytest.mark.django_db
def test_the_order_is_the_same_for_another_unit_without_the_names(three: list[WaitingEntry], cast: Cast) -> None:
    page = signed_in(cast.officer2).get("/desk/waiting/").content.decode()
    assert "Пенка" not in page and page.count("човек на друго звено") == 3
    assert page.index("03.11.2026") < page.index("02.11.2026")
    table = signed_in(cast.officer2).get("/desk/waiting/list.csv").content.decode()
    assert "Пенка" not in table and "живее сам(а) (+2)" in table
    own = signed_in(cast.officer).get("/desk/waiting/list.csv").content.decode()
    assert three[0].case.number in own and "Пенка" not in own  # the number finds them; the name stays here
    sheet = signed_in(cast.head).get("/desk/waiting/list.xlsx")
    assert sheet.content[:2] == b"PK" and AuditEvent.objects.filter(verb="waiting_list_exported").count() == 3


@pytest.mark.django_db
def test_a_new_assessment_moves_the_person_by_the_worker(three: list[WaitingEntry], cast: Cast) -> None:
    last = three[2]
    Case.objects.filter(pk=last.case_id).update(status="in_progress")
    assessments.finish(
        last.case, held_on=timezone.localdate(), place="home", person_took_part=True, is_eligible=True,
        content=content(daily_living="3"), by=cast.officer,
    )  # fmt: skip
    Case.objects.filter(pk=last.case_id).update(status="waiting")
    tasks.keep_waiting_lists()
    assert turns() == [last.pk, three[1].pk, three[0].pk]
    row = WaitingMove.objects.filter(entry=last).latest("pk")
    assert (row.why, row.from_turn, row.to_turn, row.actor_label) == ("facts", 3, 1, "system")
    tasks.keep_waiting_lists()
    assert WaitingMove.objects.filter(entry=last).count() == 2


@pytest.mark.django_db
def test_rules_of_another_day_give_another_order(three: list[WaitingEntry], freeze: Freeze) -> None:
    WaitingRule.objects.filter(code="alone").update(valid_to=date(2026, 11, 30))
    freeze("2026-12-01 03:00+02:00")
    tasks.keep_waiting_lists()
    assert turns() == [entry.pk for entry in three]
    row = WaitingMove.objects.filter(entry=three[1]).latest("pk")
    assert (row.why, row.from_turn, row.to_turn) == ("rules", 1, 2)


@pytest.mark.django_db
def test_nobody_is_moved_by_hand_without_a_reason_and_a_second_person(three: list[WaitingEntry], cast: Cast) -> None:
    last = three[2]
    officer, head = signed_in(cast.officer), signed_in(cast.head)
    address = f"/desk/{last.case.uid}/waiting/"
    kept = officer.post(address, {"rule": "urgent", "reason": ""})
    assert list(kept.context["form"].errors) == ["reason"] and kept.context["form"]["rule"].value() == "urgent"
    assert not last.exceptions.exists()
    officer.post(address, {"rule": "urgent", "reason": "Паднала е; сама не може да стане."})
    asked = last.exceptions.get()
    assert turns()[-1] == last.pk
    with pytest.raises(waiting.FourEyes):
        waiting.approve(asked, by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(asked).objects.filter(pk=asked.pk).update(decided_by=cast.officer)
    assert "Паднала е" in head.get(address).content.decode()
    head.post(f"/desk/waiting/exception/{asked.uid}/", {"approve": "1"})
    assert turns()[0] == last.pk
    row = WaitingMove.objects.filter(entry=last).latest("pk")
    assert (row.why, row.from_turn, row.to_turn, row.actor_uid) == ("by_hand", 3, 1, cast.head.uid)
    assert row.exception == asked
    tasks.keep_waiting_lists()
    assert turns()[0] == last.pk
    shown = officer.get(address).content.decode()
    assert "опасност за живота или здравето" in shown and "ръчно, одобрено" in shown


@pytest.mark.django_db
def test_movements_are_only_added(three: list[WaitingEntry]) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        WaitingMove.objects.all().update(why="by_hand")
    with pytest.raises(ProgrammingError), transaction.atomic():
        WaitingMove.objects.all()[0].delete()


@pytest.mark.django_db
def test_a_place_is_for_whoever_comes_first_and_fits(three: list[WaitingEntry], send: Send, cast: Cast) -> None:
    offer = Offer.objects.filter(service__slug=SLUG).earliest("pk")
    other = Offer.objects.create(
        slug="elsewhere", service=offer.service, provider=offer.provider, site_bg="Друг", site_en="Other",
        settlement=offer.settlement, capacity=1, valid_from="2020-01-01",
    )  # fmt: skip
    WaitingEntry.objects.filter(pk=three[1].pk).update(offers=[other.pk])
    assert waiting.first_for(offer) == three[0].case
    assert waiting.first_for(other) == three[1].case
    with pytest.raises(waiting.NotTheirTurn):
        places.hold(three[2].case, offer, by=cast.officer)
    newcomer = coded(case_of(send(SLUG)), lives="with_family")
    assess(newcomer, cast)
    referrals.refer(newcomer, offers=[], consent=True, by=cast.officer)
    page = signed_in(cast.officer).post(f"/desk/{newcomer.uid}/place/", {"offer": offer.uid}).content.decode()
    assert "някой, който е преди него" in page and not PlaceHold.objects.exists()
    places.hold(three[0].case, offer, by=cast.officer)
    three[0].refresh_from_db()
    assert three[0].ended_as == "offered"
    withdrawals.withdraw_cases(three[2].case.request.application, cast.citizen, None, "")
    assert turns() == [three[1].pk]
    assert WaitingMove.objects.filter(why="left").get().actor_uid == cast.citizen.uid


@pytest.mark.django_db
def test_who_lost_the_place_waits_again_from_the_first_day(three: list[WaitingEntry], cast: Cast) -> None:
    case = Case.objects.with_parts().get(pk=three[0].case_id)
    offer = Offer.objects.filter(service__slug=SLUG).earliest("pk")
    WaitingEntry.objects.filter(pk=three[1].pk).update(ended_at=timezone.now())
    held = places.hold(case, offer, by=cast.officer)
    places.release(held, by=cast.officer)
    case.refresh_from_db()
    again = waiting.enter(case, by=cast.officer)
    assert again.pk == three[0].pk and again.ended_at is None and order.turn_of(again) == 1
    assert Message.objects.filter(user_uid=cast.citizen.uid, kind="waiting_entered").count() == 4


@pytest.mark.django_db
def test_whoever_comes_a_band_nearer_hears_of_it_and_not_too_often(
    three: list[WaitingEntry], cast: Cast, freeze: Freeze
) -> None:
    WaitingTerms.objects.update(bands=[1, 2, 3, 10])
    WaitingEntry.objects.filter(pk=three[2].pk).update(told_from=3)
    withdrawals.withdraw_cases(three[1].case.request.application, cast.citizen, None, "")
    tasks.keep_waiting_lists()
    nearer = Message.objects.filter(kind="waiting_nearer")
    assert not nearer.exists()  # told four hours ago that they are on the list
    freeze(timezone.now() + timedelta(days=14))
    tasks.keep_waiting_lists()
    tasks.keep_waiting_lists()
    assert [message.context["within"] for message in nearer.filter(user_uid=cast.citizen.uid)] == ["2"]


@pytest.mark.django_db
def test_whose_case_goes_on_without_a_place_waits_no_more(three: list[WaitingEntry]) -> None:
    Case.objects.filter(pk=three[0].case_id).update(status="decided")
    tasks.keep_waiting_lists()
    three[0].refresh_from_db()
    assert three[0].ended_as == "other" and len(turns()) == 2


@pytest.mark.django_db
def test_the_list_is_paged_by_its_rank_in_eight_queries(
    three: list[WaitingEntry], cast: Cast, monkeypatch: pytest.MonkeyPatch, get_never_writes: Any
) -> None:
    monkeypatch.setattr(waiting_list, "PAGE", 2)
    officer = signed_in(cast.officer)
    with get_never_writes(), CaptureQueriesContext(connection) as captured:
        page = officer.get("/desk/waiting/").context["page"]
    assert len([q for q in captured if "records_accesslog" not in q["sql"] and "SAVEPOINT" not in q["sql"]]) <= 8
    rest = officer.get("/desk/waiting/", {"service": SLUG, "after": page.after}).context["page"]
    assert [line.turn for line in [*page.lines, *rest.lines]] == [1, 2, 3] and rest.after == ""
    assert officer.get("/desk/waiting/", {"after": "\x00~-1"}).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # with few rows any index would do
        cursor.execute(
            "EXPLAIN SELECT id FROM casework_waitingentry WHERE ended_at IS NULL AND service_id = 1 AND rank > 'x' "
            "ORDER BY rank LIMIT 41"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "waiting_in_order" in plan and "Sort" not in plan


@pytest.mark.django_db(transaction=True)
def test_places_that_are_given_at_once_go_to_the_first_in_order(cast: Cast, send: Send) -> None:
    """100 rounds: four people take a place each at the same moment; it is always the first four."""
    offer = Offer.objects.filter(service__slug=SLUG).earliest("pk")
    entries = [someone(send, cast, lives="with_family") for _ in range(8)]
    keys, crowd = [entry.pk for entry in entries], 4

    def give(barrier: Barrier) -> int:
        try:
            barrier.wait()
            with transaction.atomic():
                case = waiting.first_for(offer)
                assert case is not None
                waiting.offered(case, by=None)
                Case.objects.filter(pk=case.pk).update(status="place_held")
                return case.pk
        finally:
            connections.close_all()

    right = 0
    with ThreadPoolExecutor(crowd) as pool:
        for number in range(100):
            for place, key in enumerate(keys[number % 8 :] + keys[: number % 8]):
                WaitingEntry.objects.filter(pk=key).update(ended_at=None, rank=f"{place:02d}", rules="x")
            Case.objects.filter(waiting_entry__in=keys).update(status="waiting")
            first = list(WaitingEntry.objects.order_by("rank").values_list("case", flat=True)[:crowd])
            barrier = Barrier(crowd)
            given = list(pool.map(give, [barrier] * crowd))
            right += sorted(given) == sorted(first)
    assert right == 100


@pytest.mark.django_db
def test_a_place_without_anybody_waiting_is_free_for_all(cast: Cast, send: Send) -> None:
    assert hold(case_of(send(SLUG)), cast).status == "held"


@pytest.mark.django_db
def test_the_person_reads_where_they_stand_and_why_and_says_what_has_changed(
    three: list[WaitingEntry], cast: Cast, get_never_writes: Any
) -> None:
    alone, citizen = three[1], signed_in(cast.citizen)
    tasks.snapshot_places()
    address = f"/my/case/{alone.case.uid}/waiting/"
    assert address in citizen.get(f"/my/{alone.case.request.application.uid}/").content.decode()
    with get_never_writes():
        page = citizen.get(address).content.decode()
    assert "сред първите 3" in page and "живеете сам(а) (+2)" in page and "03.11.2026 г." in page
    assert "Не знаем" in page and f"/apply/withdraw/{alone.case.request.application.uid}/{SLUG}/" in page
    assert citizen.post(address, {"text": ""}).context["form"].errors
    citizen.post(address, {"text": "Вече живея сама."})
    assert alone.case.number in signed_in(cast.officer).get("/desk/?tab=wrote").content.decode()
    assert "Вече живея сама." in signed_in(cast.officer).get(f"/desk/{alone.case.uid}/messages/").content.decode()
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    assert "сред първите 3" in clerk.get(f"/counter/case/{alone.case.uid}/").content.decode()
    withdrawals.withdraw_cases(alone.case.request.application, cast.citizen, None, "")
    assert citizen.get(address).status_code == 302


@pytest.mark.django_db
def test_a_turn_is_exact_only_where_many_wait(three: list[WaitingEntry]) -> None:
    today = timezone.localdate()
    assert waiting_list.turn_in_words(2, 9, today) == "сред първите 3"
    assert waiting_list.turn_in_words(5, 9, today) == "между 4 и 10"
    assert waiting_list.turn_in_words(12, 40, today) == "номер 12 от 40"
    assert waiting_list.turn_in_words(None, 1001, today) == "преди Вас има повече от 1000 души"


@pytest.mark.django_db
def test_how_long_it_takes_is_said_from_real_waits_and_of_few_nothing(three: list[WaitingEntry], cast: Cast) -> None:
    entries = [entry.pk for entry in three]
    now = timezone.now()
    for days, key in zip((10, 20, 40), entries, strict=True):
        WaitingEntry.objects.filter(pk=key).update(since=now - timedelta(days=days), ended_at=now, ended_as="offered")
    tasks.count_processing_times()
    assert not WaitingTime.objects.exists()
    WaitingTerms.objects.update(least_ended=3)
    tasks.count_processing_times()
    usual = WaitingTime.objects.get()
    assert (usual.least, usual.most, usual.people) == (10, 40, 3)
    assert expected_in_words(usual) == "между 10 и 40 дни"
    usual.least, usual.most = 100, 200
    assert expected_in_words(usual) == "между 3 и 7 месеца"
    WaitingEntry.objects.update(ended_as="left")
    tasks.count_processing_times()
    assert not WaitingTime.objects.exists()
