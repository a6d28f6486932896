"""The ledger of unmet need: written down in two presses, by whoever hears of it, each event once, nobody named."""

from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from casework.actions import needs, places, waiting
from casework.models import Case, Reason, Shortfall
from services.models import Service, TargetGroup
from tests.support.cast import Cast, Send, begin, case_of, hold, published, refused, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/needs/new/"


def told(client: Client, **more: str) -> Any:
    usual = {
        "service": "home-patronage", "settlement": "99022", "age_group": "old", "source": "counter",
        "kind": "no_place", "once": str(uuid4()),
    }  # fmt: skip
    return client.post(ADDRESS, {**usual, **more})


def test_a_clerk_says_what_was_asked_for_and_presses_what_happened(cast: Cast) -> None:
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    page = clerk.get(ADDRESS).content.decode()
    assert 'value="99019" selected' in page, "where the person lives is chosen already"
    answer = told(clerk)
    row = Shortfall.objects.get()
    assert (row.kind, row.source, row.service.slug, row.settlement.ekatte) == (
        "no_place", "counter", "home-patronage", "99022",
    )  # fmt: skip
    assert (row.age_group, row.actor_uid, row.unit.slug) == ("old", cast.clerk.uid, "unit-villages")
    again = clerk.get(answer.headers["Location"]).content.decode()
    assert "Записано" in again and "Домашен социален патронаж" in again
    columns = {field.attname for field in Shortfall._meta.concrete_fields}
    assert columns == {
        "id", "uid", "at", "actor_uid", "actor_label", "kind", "source", "service_id", "need_id", "settlement_id",
        "target_group_id", "age_group", "reason_id", "unit_id", "case_uid", "once",
    }  # fmt: skip


def test_what_no_service_answers_is_told_by_the_need(cast: Cast) -> None:
    clerk = signed_in(cast.clerk)
    refused = told(clerk, service="", kind="no_service").content.decode()
    assert "Изберете услугата" in refused and 'value="99022" selected' in refused, "nothing typed is lost"
    assert "Натиснете бутона" in told(clerk, kind="").content.decode()
    assert told(clerk, service="", kind="no_service", need="no-money", source="phone").status_code == 302
    row = Shortfall.objects.get()
    assert (row.kind, row.source, row.service, row.need.slug) == ("no_service", "phone", None, "no-money")


def test_a_form_sent_twice_is_one_event(cast: Cast) -> None:
    clerk, once = signed_in(cast.clerk), str(uuid4())
    for _ in range(2):
        assert told(clerk, once=once).status_code == 302
    assert Shortfall.objects.count() == 1


def test_a_case_tells_its_service_place_and_age_and_each_reason_once(cast: Cast, send: Send) -> None:
    case, reason = case_of(send("home-patronage")), Reason.objects.get(code="too-far")
    for _ in range(2):
        needs.note("declined", source="referral", case=case, reason=reason, by=cast.provider)
    needs.note("no_place", source="waiting_list", case=case, by=None)
    rows = {row.kind: row for row in Shortfall.objects.all()}
    assert set(rows) == {"declined", "no_place"}
    row = rows["declined"]
    assert (row.case_uid, row.service, row.settlement, row.unit) == (case.uid, case.service, case.settlement, case.unit)
    year = cast.mother.birth_year
    assert row.age_group == ("old" if 2026 - year >= 65 else "adult" if 2026 - year >= 18 else "child")


def test_the_group_is_the_persons_only_when_the_service_has_one_group(cast: Cast, send: Send) -> None:
    case = case_of(send("home-patronage"))
    group = TargetGroup.objects.get(slug="elderly")
    case.service.target_groups.set([group])
    assert needs.note("no_place", source="referral", case=case, by=None).target_group == group
    case.service.target_groups.add(TargetGroup.objects.get(slug="children_at_risk"))
    assert needs.note("declined", source="referral", case=case, by=None).target_group is None


def kinds() -> list[tuple[str, str, str]]:
    rows = Shortfall.objects.order_by("pk").select_related("reason")
    return [(row.kind, row.source, row.reason.code if row.reason else "") for row in rows]


def test_what_a_provider_declines_is_in_the_ledger(cast: Cast, send: Send) -> None:
    held = hold(case_of(send("home-patronage")), cast)
    places.decline(held, Reason.objects.get(code="no-place"), by=cast.provider)
    assert kinds()[0] == ("no_place", "referral", "no-place")
    assert ("no_place", "waiting_list", "") in kinds() or len(kinds()) == 1


def test_who_goes_on_the_waiting_list_is_in_the_ledger(cast: Cast, send: Send) -> None:
    case = case_of(send("home-patronage"))
    Case.objects.filter(pk=case.pk).update(status="referred")
    waiting.enter(Case.objects.with_parts().get(pk=case.pk), by=cast.officer)
    assert kinds() == [("no_place", "waiting_list", "")]


def test_a_refusal_is_in_the_ledger_with_its_reasons(cast: Cast, send: Send) -> None:
    published(refused(case_of(send("home-patronage")), cast), cast)
    assert kinds() == [("declined", "refusal", "no-need")]


def test_rows_are_never_changed_or_deleted(cast: Cast) -> None:
    needs.note("no_place", source="phone", service=Service.objects.get(slug="hot-lunch"), by=cast.clerk)
    for statement in ("UPDATE casework_shortfall SET kind = 'declined'", "DELETE FROM casework_shortfall"):
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_officer_sees_what_the_units_heard_and_another_does_not(cast: Cast, send: Send) -> None:
    needs.note("no_place", source="waiting_list", case=case_of(send("home-patronage")), by=None)
    seen = {
        name: Shortfall.objects.visible_to(getattr(cast, name)).count() for name in ("officer", "officer2", "clerk")
    }
    assert seen == {"officer": 1, "officer2": 0, "clerk": 0}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_row(cast: Cast, send: Send) -> None:
    case_uid = case_of(send("home-patronage")).uid

    def write() -> None:
        needs.note("no_place", source="waiting_list", case=Case.objects.with_parts().get(uid=case_uid), by=None)
        connection.close()

    writers = [Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Shortfall.objects.count() == 1
