"""A head says who takes what, tries it on past cases, and sending an application costs no statement more."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Application
from casework.actions import absences
from casework.models import Case, RoutingRule
from casework.routing import targets_for
from people.models import Organisation, Settlement, User
from services.models import Service
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db
ALONE = {"common.lives": "alone"}


def rule(unit: str = "unit-villages", **fields: Any) -> RoutingRule:
    who = User.objects.get(email="head@demo.invalid")
    return RoutingRule.objects.create(unit=Organisation.objects.get(slug=unit), made_by=who, **fields)


def target(coded: dict[str, Any] | None = None, slug: str = "parking-card") -> tuple[str, int | None]:
    service, town = Service.objects.get(slug=slug), Settlement.objects.get(ekatte="99019")
    with CaptureQueriesContext(connection) as asked:
        found = targets_for([service], town, coded or {}, timezone.localdate())[service.pk]
    assert len(asked) == 1
    return found.unit.slug, found.officer_id


def said(**more: str) -> dict[str, str]:
    today = timezone.localdate()
    plain = {
        "settlement": "", "service": "parking-card", "answer": "", "unit": "unit-villages", "to": "queue",
        "position": "50", "valid_from": f"{today:%d.%m.%Y}", "valid_to": "",
    }  # fmt: skip
    return {**plain, **more}


def test_a_rule_is_tried_on_past_cases_and_only_then_put_in_force(send: Send, cast: Cast) -> None:
    first = case_of(send("parking-card"))
    send("home-patronage")
    head = signed_in(cast.head)
    page = head.post("/desk/routing/", {**said(), "try": "1"})
    assert [(number) for _from, _to, number in page.context["trial"].moves] == [1]
    assert "От последните 2 преписки на звената Ви другаде щяха да отидат: 1" in page.content.decode()
    assert not RoutingRule.objects.filter(made_by=cast.head).exists()
    assert head.post("/desk/routing/", {**said(to=str(cast.officer2.uid)), "save": "1"}).status_code == 302
    second = case_of(send("parking-card"))
    assert (second.unit.slug, second.assignee, second.status) == ("unit-villages", cast.officer2, "new")
    first.refresh_from_db()
    assert first.unit.slug == "unit-centre"
    assert second.number in signed_in(cast.officer2).get("/desk/?tab=mine").content.decode()
    again = head.post("/desk/routing/", {**said(), "save": "1"}).content.decode()
    assert "вече има правило" in again
    kept = RoutingRule.objects.get(made_by=cast.head)
    assert signed_in(cast.officer).post(f"/desk/routing/{kept.uid}/end/").status_code == 403
    asked = head.get(f"/desk/routing/{kept.uid}/end/").content.decode()
    assert "Край на правилото" in asked and RoutingRule.objects.filter(pk=kept.pk, valid_to=kept.valid_to).exists()
    head.post(f"/desk/routing/{kept.uid}/end/")
    assert case_of(send("parking-card")).unit.slug == "unit-centre"


def test_a_new_version_replaces_a_rule_from_a_day_on_and_the_old_one_stays(send: Send, cast: Cast, freeze: Any) -> None:
    card = Service.objects.get(slug="parking-card")
    send("parking-card")
    freeze("2026-12-07 10:00+02:00")
    head = signed_in(cast.head)
    head.post("/desk/routing/", {**said(), "save": "1"})
    old = RoutingRule.objects.get(made_by=cast.head)
    freeze("2026-12-09 10:00+02:00")
    address, head = f"/desk/routing/{old.uid}/", signed_in(cast.head)
    assert address in head.get("/desk/routing/").content.decode()
    page = head.get(address).content.decode()
    assert 'value="09.12.2026"' in page and 'value="50"' in page
    typed = said(to=str(cast.officer2.uid), valid_from="10.12.2026", unit="unit-villages")
    trial = head.post(address, {**typed, "try": "1"}).context["trial"]
    [(before, after, number)] = trial.moves  # between the two versions, not against a day without a rule
    assert cast.officer2.name not in before and cast.officer2.name in after and number == 1
    late = head.post(address, {**typed, "valid_from": "08.12.2026", "save": "1"}).content.decode()
    assert "Грешка" in late and str(cast.officer2.uid) in late
    assert head.post(address, {**typed, "save": "1"}).status_code == 302
    old.refresh_from_db()
    new = RoutingRule.objects.get(first=old)
    assert (f"{old.valid_to}", f"{new.valid_from}", old.officer, new.made_by) == (
        "2026-12-09", "2026-12-10", None, cast.head,
    )  # fmt: skip
    assert target() == ("unit-villages", None)
    freeze("2026-12-10 10:00+02:00")
    assert target() == ("unit-villages", cast.officer2.pk)
    head = signed_in(cast.head)
    assert head.get(address).status_code == 404  # it has ended: its newest version is the one to change
    versions = head.get(f"/desk/routing/{new.uid}/").content.decode()
    assert "07.12.2026" in versions and "10.12.2026" in versions
    assert signed_in(cast.officer).get(f"/desk/routing/{new.uid}/").status_code == 403
    assert card.pk == new.service_id


def test_a_version_that_has_not_begun_is_written_over(cast: Cast) -> None:
    later = timezone.localdate() + timedelta(days=5)
    coming, head = rule(service=Service.objects.get(slug="parking-card"), valid_from=later), signed_in(cast.head)
    typed = said(position="7", valid_from=f"{later:%d.%m.%Y}")
    assert head.post(f"/desk/routing/{coming.uid}/", {**typed, "save": "1"}).status_code == 302
    assert [row.position for row in RoutingRule.objects.versions_of(coming)] == [7]


def test_the_lowest_place_wins_and_of_equal_ones_the_most_exact(cast: Cast) -> None:
    today, card = timezone.localdate(), Service.objects.get(slug="parking-card")
    assert target() == ("unit-centre", None)
    rule(service=card)
    assert target() == ("unit-villages", None)
    assert target(slug="home-patronage") == ("unit-centre", None)
    rule("unit-centre", service=card, answers=ALONE)
    assert target({"common.lives": "alone"}) == ("unit-centre", None)
    assert target({"common.lives": ["alone", "x"]}) == ("unit-centre", None)
    assert target({"common.lives": "with_family"}) == ("unit-villages", None)
    rule(position=1, settlement=Settlement.objects.get(ekatte="99019"), valid_from=today + timedelta(days=1))
    rule(position=1, valid_to=today - timedelta(days=1))
    assert target({"common.lives": "alone"}) == ("unit-centre", None)


def test_the_work_goes_to_the_officer_with_the_fewest_cases_who_is_there(send: Send, cast: Cast) -> None:
    from tests.casework.test_absences import somebody

    colleague = somebody("Мария Иванова", "unit-centre")
    rule("unit-centre", service=Service.objects.get(slug="parking-card"), spreads=True)
    assert case_of(send("parking-card")).assignee == cast.officer
    assert case_of(send("parking-card")).assignee == colleague
    Case.objects.filter(assignee=cast.officer).update(status="closed")
    assert target() == ("unit-centre", cast.officer.pk)
    today = timezone.localdate()
    absences.announce(cast.officer, substitute=cast.head, starts_on=today, ends_on=today, by=cast.officer)
    assert target() == ("unit-centre", colleague.pk)
    RoutingRule.objects.filter(spreads=True).update(spreads=False, officer=cast.officer)
    assert target() == ("unit-centre", cast.head.pk)


def test_only_heads_write_rules_and_only_for_their_own_units(send: Send, cast: Cast) -> None:
    assert signed_in(cast.officer).get("/desk/routing/").status_code == 403
    head = signed_in(cast.head)
    for wrong in ({"unit": "municipality"}, {"to": str(cast.officer.uid)}, {"service": ""}, {"valid_to": "01.01.2020"}):
        page = head.post("/desk/routing/", {**said(**wrong), "save": "1"}).content.decode()
        assert "Грешка: " in page, wrong
    assert not RoutingRule.objects.filter(made_by=cast.head).exists()
    answer = head.post("/desk/routing/", {**said(service="", answer="common.lives=alone"), "save": "1"})
    assert answer.status_code == 302
    assert RoutingRule.objects.get(made_by=cast.head).answers == ALONE
    assert Application.objects.count() == 0
