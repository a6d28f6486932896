"""Lists cost the same whatever their length; every page keeps its budget of queries; who looked is written down."""

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.utils import timezone, translation

from casework import desk, desk_sql
from casework.models import Case
from casework.wanted import TABS, read
from records.models import AccessLog
from tests.support.cast import Cast, Send, begin, case_of, drafted, published, refused, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [2, 5])
def test_the_desk_needs_eight_queries_at_most(
    send: Send, cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        send("parking-card")
    client = signed_in(cast.officer)
    with django_assert_max_num_queries(8 + 1):  # one is the access log's
        page = client.get("/desk/")
    assert page.content.decode().count('class="verb"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_citizens_pages_do_not_grow(send: Send, cast: Cast, count: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(count):
        application = send("home-patronage", "assistant-support")
    client = signed_in(cast.citizen)
    with django_assert_max_num_queries(15):
        client.get("/my/")
    with django_assert_max_num_queries(15):
        client.get(f"/my/{application.uid}/")


def test_a_case_page_needs_fifteen_queries_at_most(send: Send, cast: Cast, django_assert_max_num_queries: Any) -> None:
    case = case_of(send("home-patronage", "assistant-support"))
    drafted(case, cast)
    client = signed_in(cast.officer)
    with django_assert_max_num_queries(15 + 1):  # one is the access log's
        client.get(f"/desk/{case.uid}/")


@pytest.mark.parametrize("count", [1, 4])
def test_the_providers_desk_does_not_grow(
    send: Send, cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    from tests.support.cast import hold

    for _ in range(count):
        hold(case_of(send("home-patronage")), cast)
    client = signed_in(cast.provider)
    with django_assert_max_num_queries(9):
        page = client.get("/provider/")
    assert page.content.decode().count("Прочетете и отговорете") == count


@pytest.mark.parametrize("count", [1, 4])
def test_the_counters_page_of_a_person_does_not_grow(
    send: Send, cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        send("parking-card")
    client = signed_in(cast.clerk)
    begin(client, cast.mother)
    with django_assert_max_num_queries(15 + 1):  # one is the access log's
        client.get(f"/counter/person/{cast.mother.uid}/")


def test_pages_follow_each_other_without_loss_or_repetition(
    send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        send("parking-card")
    monkeypatch.setattr(desk, "PAGE", 2)
    client = signed_in(cast.officer)
    seen: list[str] = []
    address = "/desk/"
    for _ in range(4):
        page = client.get(address).context["page"]
        seen += [row.number for row in page.rows]
        if not page.has_more:
            break
        address = f"/desk/?after={page.after}"
    assert sorted(seen) == sorted(Case.objects.values_list("number", flat=True))
    assert len(seen) == 5


def test_every_list_shows_what_its_conditions_and_the_users_scope_say(send: Send, cast: Cast) -> None:
    for _ in range(2):
        send("parking-card")
    drafted(case_of(send("home-patronage")), cast)
    today = timezone.localdate()
    shown = {}
    for user in (cast.officer, cast.head, cast.officer2):
        for tab in TABS:
            conditions = desk.tab_condition(tab, user, today)
            cases = Case.objects.visible_to(user)
            cases = cases if tab in desk.ALSO_OVER else cases.open()
            expected = cases.filter(conditions).order_by("due_on", "pk")
            page = desk.page_of(desk.desk_of(user, read({"tab": tab}), today), "")
            assert [row.number for row in page.rows] == list(expected.values_list("number", flat=True))
            shown[user.email, tab] = len(page.rows)
    assert shown[cast.officer.email, "all"] == 3
    assert shown[cast.officer2.email, "all"] == 0
    assert shown[cast.head.email, "mine"] == 1


def test_the_numbers_on_the_tabs_are_the_lengths_of_their_lists(
    send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        send("parking-card")
    drafted(case_of(send("home-patronage")), cast)
    for user in (cast.officer, cast.head):
        client = signed_in(user)
        for tab, _label, number in client.get("/desk/").context["tabs"]:
            assert str(len(client.get(f"/desk/?tab={tab}").context["page"].rows)) == number
    monkeypatch.setattr(desk, "CAP", 2)
    assert {tab: number for tab, _, number in client.get("/desk/").context["tabs"]}["new"] == "2+"


def test_an_officer_of_another_district_sees_none_of_it(send: Send, cast: Cast) -> None:
    case = case_of(send("parking-card"))
    assert case.number in signed_in(cast.officer).get("/desk/").content.decode()
    assert case.number not in signed_in(cast.officer2).get("/desk/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?after=nonsense",
        "?tab=x",
        "?q=%00",
        "?q=Колева",
        "?after=2026-01-01:99999999999999",
        "?sort=came&after=2026-01-01:1",
        "?sort=-came&after=2026-01-01T10:00:00%2B00:00:7",
        "?service=none-such",
        "?settlement=%00&unit=x&officer=x&status=x",
        "?status=closed&sort=came",
        "?officer=9a1f6f0e-3c3b-4d3a-9d43-0c8a1d6d9c11&q=СУ-1",
    ],
)
def test_an_address_typed_by_hand_breaks_nothing(cast: Cast, send: Send, query: str) -> None:
    send("parking-card")
    assert signed_in(cast.officer).get(f"/desk/{query}").status_code == 200


def test_who_looked_is_written_and_shown_to_the_person(send: Send, cast: Cast) -> None:
    application = send("parking-card")
    case = case_of(application)
    officer = signed_in(cast.officer)
    officer.get("/desk/")
    officer.get(f"/desk/{case.uid}/")
    officer.get(f"/desk/{cast.mother.uid}/")
    rows = list(AccessLog.objects.order_by("id").values_list("kind", "purpose", "case_uid"))
    assert rows == [("list", "desk", None), ("page", "case", case.uid)]
    assert AccessLog.objects.filter(person_uids__contains=[cast.mother.uid]).count() == 2
    page = signed_in(cast.citizen).get(f"/my/{application.uid}/who-looked/").content.decode()
    assert page.count("Елена Димитрова") == 2
    assert "работа по преписката" in page


def test_a_refused_attempt_is_audited(cast: Cast, send: Send) -> None:
    from records.models import AuditEvent

    case = case_of(send("home-patronage"))
    drafted(case, cast)
    assert signed_in(cast.officer).post(f"/desk/{case.uid}/decision/approval/").status_code == 403
    assert AuditEvent.objects.filter(verb="denied:approve_decision", actor_uid=cast.officer.uid).exists()


def test_a_draft_waits_for_the_head_and_not_for_its_writer(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    drafted(case, cast)
    assert case.number in signed_in(cast.head).get("/desk/?tab=mine").content.decode()
    assert case.number not in signed_in(cast.officer).get("/desk/?tab=mine").content.decode()
    assert "Тук няма преписка" in signed_in(cast.head).get("/desk/?q=никой").content.decode()


def test_a_provider_reads_what_the_person_agreed_to_and_no_more(send: Send, cast: Cast) -> None:
    from tests.support.cast import hold

    cast.mother.address = {"line": "ул. „Липите“ 8"}
    cast.mother.save()
    held = hold(case_of(send("home-patronage")), cast)
    page = signed_in(cast.provider).get(f"/provider/{held.uid}/").content.decode()
    assert "ул. „Липите“ 8" in page
    assert "<dt>Ежедневие</dt><dd>малко помощ</dd>" in page
    assert "Искам у дома" not in page
    assert str(cast.mother.id_number) not in page


INDEXES = [
    ("all", "", "open_cases_by_due"),
    ("late", "", "open_cases_by_due"),
    ("soon", "", "open_cases_by_due"),
    ("new", "", "cases_by_status"),
    ("wrote", "", "cases_that_were_written_to"),
    ("mine", "", "cases_that_wait_for_officer"),
    ("mine", "", "cases_by_status"),
    ("all", "status=closed", "cases_by_status"),
    ("all", "service=parking-card", "open_cases_of_service"),
    ("all", "settlement=99019", "open_cases_of_settlement"),
    # Of two indexes in the right order a table of a few rows takes either.
    ("all", "officer=me", "open_cases_(?:of_officer|by_due)"),
    ("all", "officer=none", "open_cases_of_nobody"),
    ("all", "until=week", "open_cases_by_due"),
    ("late", "service=parking-card", "open_cases_of_service"),
    ("all", "sort=-due", "open_cases_by_due"),
    ("all", "sort=came", "open_cases_by_age"),
    ("all", "sort=-came", "open_cases_by_age"),
    ("all", "status=closed&service=hot-lunch&sort=-due", "cases_over_of_service"),
    ("all", "status=closed&settlement=99019&sort=-due", "cases_over_of_settlement"),
    ("all", "status=decided&officer=me", "cases_over_of_officer"),
]


@pytest.mark.parametrize(("tab", "query", "index"), INDEXES)
@pytest.mark.parametrize("is_after", [False, True])
def test_a_list_reads_its_first_rows_from_an_index_however_many_there_are(
    cast: Cast, tab: str, query: str, index: str, is_after: bool
) -> None:
    """A plan that gathers a unit's open cases to sort them costs more with every case."""
    today = timezone.localdate()
    found = desk.desk_of(cast.head, read({"tab": tab, **dict(parse_qsl(query))}), today)
    key = timezone.now() if found.wanted.sort.endswith("came") else today
    statement = desk_sql.list_statement(
        tab, "bg", is_after=is_after, narrowed=found.narrowed, sort=found.wanted.sort
    )  # fmt: skip
    with connection.cursor() as cursor:
        # A few rows are read whole and sorted at no cost: asked for is the plan of a table where that would cost.
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}", {**found.values, "key": key, "pk": 1, "limit": 41})
        plan = [line for (line,) in cursor.fetchall()]
    reads = [number for number, line in enumerate(plan) if "on casework_case" in line]
    assert any(re.search(rf"Index (Only )?Scan (Backward )?using {index} ", plan[number]) for number in reads), plan
    # Between a read of cases and the first rows that are taken of it nothing is gathered or sorted.
    assert all(_above(plan, number) <= {"Nested Loop", "Nested Loop Anti Join", "Result"} for number in reads), plan


def _above(plan: list[str], number: int) -> set[str]:
    """The steps over a step of the plan, up to the nearest Limit."""
    found, depth = set(), len(plan[number]) - len(plan[number].lstrip())
    for line in reversed(plan[:number]):
        deep = len(line) - len(line.lstrip())
        if "->" not in line or deep >= depth:
            continue
        depth, step = deep, line.strip().removeprefix("->").strip().partition("  (")[0]
        if step == "Limit":
            return found
        found.add(step)
    return {"no limit"}


def test_how_the_work_is_shared_out_is_found_in_the_menu(cast: Cast) -> None:
    """Not among the lists of cases, where nobody looks for it; each page of it says where one is."""
    page = signed_in(cast.head).get("/desk/").content.decode()
    menu, main = page.split("</nav>", 1)
    for address in ("/desk/routing/", "/desk/absences/"):
        assert f'href="{address}"' in menu
        assert f'href="{address}"' not in main
        assert f'href="{address}" aria-current="page"' in signed_in(cast.head).get(address).content.decode()
    assert "/desk/routing/" not in signed_in(cast.officer).get("/desk/").content.decode()


@pytest.mark.parametrize("typed", ["СУ{}", "СУ{}/30.11.2026 г.", "СУ{}#2", " cy{}", "su{}"])
def test_a_case_that_is_over_is_found_by_its_number_however_it_was_copied(send: Send, cast: Cast, typed: str) -> None:
    case = case_of(send("parking-card"))
    Case.objects.filter(pk=case.pk).update(status="closed")
    sought = typed.format(case.number.removeprefix("СУ"))
    page = signed_in(cast.officer).get("/desk/", {"q": sought}).content.decode()
    assert f"{case.uid}/" in page


@pytest.mark.parametrize("typed", ["{}", "№ {}/30.11.2026 г.", "{} "])
def test_the_number_of_an_act_leads_to_its_case_at_the_desk_and_to_its_person_at_the_counter(
    send: Send, cast: Cast, typed: str
) -> None:
    case = published(refused(case_of(send("home-patronage")), cast), cast)
    number = typed.format(str(case.decisions.get().number).lower())
    page = signed_in(cast.officer).get("/desk/", {"q": number}).content.decode()
    assert f"{case.uid}/" in page
    assert f"{case.uid}/" not in signed_in(cast.officer2).get("/desk/", {"q": number}).content.decode()
    found = signed_in(cast.clerk).post("/counter/", {"text": number})
    assert found.status_code == 302 and str(case.beneficiary.uid) in found["Location"]


@pytest.mark.parametrize(("number", "words"), [(0, "писаха Ви"), (1, "писа Ви"), (2, "писаха Ви"), (1001, "писаха Ви")])
def test_a_tab_is_called_by_how_many_it_holds(number: int, words: str) -> None:
    with translation.override("bg"):
        assert desk.tab_label("wrote", number) == words
