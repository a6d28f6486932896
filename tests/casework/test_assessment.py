"""The preliminary assessment: nothing typed is lost, versions, four eyes, the document, what is suggested and why."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from casework import suggestions
from casework.actions import assessments, cases
from casework.models import Assessment, Case, Domain, WorkRule
from records.models import Document
from records.tasks import render_document
from tests.support.cast import Cast, Send, assess, case_of, content, signed_in

pytestmark = pytest.mark.django_db
SIGNED = {"way": "signed", "signed_on": "30.11.2026", "seen": "1"}


@pytest.fixture
def case(send: Send, cast: Cast) -> Case:
    case = case_of(send("assistant-support"))
    cases.take(case, by=cast.officer)
    return case


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.officer)


def whole(**said: Any) -> dict[str, Any]:
    levels = {f"{domain}_level": "0" for domain in Domain.values}
    return {
        **levels, "held_on": "30.11.2026", "place": "home", "took_part": "yes", "who_1": "Пенка Колева",
        "role_1": "person", "own_words": "Искам да си остана вкъщи.", "conclusion": "Има нужда от помощ.",
        "is_eligible": "yes", "daily_living_level": "3", "daily_living_situation": "Не може да стане сама.",
        "seen": "0", **said,
    }  # fmt: skip


def finished(case: Case, client: Client, **said: Any) -> Assessment:
    assert client.post(f"/desk/{case.uid}/assessment/", whole(check="1", **said)).status_code == 302
    read = {"seen": str(case.assessments.latest("version").saves)}
    assert client.post(f"/desk/{case.uid}/assessment/check/", {**SIGNED, **read}).status_code == 302
    return case.assessments.order_by("version").last()  # type: ignore[return-value]


def test_what_was_typed_is_there_on_the_next_day_even_if_it_is_not_right_yet(case: Case, officer: Client) -> None:
    address = f"/desk/{case.uid}/assessment/"
    typed = {"seen": "0", "held_on": "вчера", "health_situation": "Инсулин два пъти на ден.", "save": "1"}
    assert officer.post(address, typed).status_code == 302
    page = officer.get(address).content.decode()
    assert "вчера" in page and "Инсулин два пъти на ден." in page
    refused = officer.post(address, {**typed, "seen": "1", "own_words": "У дома.", "check": "1"})
    assert "Грешка:" in refused.content.decode()
    assert "У дома." in officer.get(address).content.decode()
    case.refresh_from_db()
    assert case.status == "in_progress"


def test_of_two_who_write_at_once_neither_loses_a_word(case: Case, officer: Client, cast: Cast) -> None:
    address = f"/desk/{case.uid}/assessment/"
    assert officer.post(address, {"seen": "0", "conclusion": "Мое.", "save": "1"}).status_code == 302
    other = signed_in(cast.head).post(address, {"seen": "0", "conclusion": "Чуждо.", "save": "1"})
    page = other.content.decode()
    assert other.status_code == 409
    assert cast.officer.name in page and "Мое." in page and "Чуждо." in page
    assert case.assessments.get().content["conclusion"] == "Мое."
    again = {"seen": str(other.context["seen"]), "conclusion": "Мое. Чуждо.", "save": "1"}
    assert signed_in(cast.head).post(address, again).status_code == 302
    assert case.assessments.get().content["conclusion"] == "Мое. Чуждо."


def test_it_begins_with_what_the_application_says_and_where(case: Case, officer: Client) -> None:
    application = case.request.application
    application.coded = {**application.coded, "common.mobility": "bed"}
    application.answers = {**application.answers, "common.health": {"mobility": "bed"}}
    application.save()
    page = officer.get(f"/desk/{case.uid}/assessment/")
    assert page.context["form"].initial["daily_living_level"] == "3"
    assert "Придвижва се: на легло е" in page.content.decode()


def test_it_is_read_signed_and_sealed_and_the_person_has_it(case: Case, officer: Client, cast: Cast) -> None:
    assessment = finished(case, officer)
    case.refresh_from_db()
    assert (case.status, assessment.need_codes["daily_living"]) == ("assessed", "3")
    document = Document.objects.get(kind="assessment")
    render_document(document.pk)
    document.refresh_from_db()
    assert document.sealed_at and document.number == f"{case.number}#1"
    assert "Искам да си остана вкъщи." in str(document.context)
    mine = signed_in(cast.citizen).get(f"/my/assessment/{assessment.uid}/")
    assert mine["Content-Type"] == "application/pdf"
    assert signed_in(cast.citizen2).get(f"/my/assessment/{assessment.uid}/").status_code == 404
    assert officer.get(f"/desk/{case.uid}/assessment/1/document/")["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("way", ["cannot", "refused"])
def test_who_cannot_sign_has_a_witness(case: Case, officer: Client, way: str) -> None:
    officer.post(f"/desk/{case.uid}/assessment/", whole(check="1"))
    check = f"/desk/{case.uid}/assessment/check/"
    assert "Напишете кой е присъствал като свидетел." in officer.post(check, {**SIGNED, "way": way}).content.decode()
    assert officer.post(check, {**SIGNED, "way": way, "witness": "Иван Иванов"}).status_code == 302
    assert case.assessments.get().content["signature"]["witness"] == "Иван Иванов"


def test_nobody_signs_before_the_meeting(case: Case, officer: Client) -> None:
    officer.post(f"/desk/{case.uid}/assessment/", whole(check="1"))
    refused = officer.post(f"/desk/{case.uid}/assessment/check/", {**SIGNED, "signed_on": "29.11.2026"})
    assert "Никой не подписва преди срещата" in refused.content.decode()
    assert case.assessments.get().finished_at is None


def test_what_is_signed_is_what_was_read(case: Case, officer: Client) -> None:
    address = f"/desk/{case.uid}/assessment/"
    officer.post(address, whole(check="1"))
    officer.post(address, whole(save="1", seen="1", conclusion="Няма нужда."))  # in another tab
    refused = officer.post(f"{address}check/", SIGNED)
    assert "променена, след като беше прочетена" in refused.content.decode()
    assert case.assessments.get().finished_at is None
    assert officer.post(f"{address}check/", {**SIGNED, "seen": "2"}).status_code == 302


def test_a_second_press_begins_no_new_version(case: Case, officer: Client) -> None:
    finished(case, officer)
    again = officer.post(f"/desk/{case.uid}/assessment/check/", SIGNED, follow=True)
    assert again.redirect_chain == [(f"/desk/{case.uid}/", 302)]
    assert "Оценката вече е завършена." in again.content.decode()
    assert case.assessments.count() == 1


def test_a_new_version_shows_what_changed_and_both_stay(case: Case, officer: Client) -> None:
    finished(case, officer)
    second = finished(case, officer, daily_living_level="2", conclusion="По-добре е.")
    page = officer.get(f"/desk/{case.uid}/assessment/{second.version}/").content.decode()
    assert "<del>Има нужда от помощ.</del> <ins>По-добре е.</ins>" in page
    assert "<del>" not in officer.get(f"/desk/{case.uid}/assessment/1/").content.decode()
    assert Document.objects.filter(kind="assessment").count() == 2


def test_where_the_unit_wants_four_eyes_a_colleague_reads_it_first(case: Case, officer: Client, cast: Cast) -> None:
    ground = {"legal_ground_bg": "заповед", "legal_ground_en": "order"}
    WorkRule.objects.create(
        code="assessment-four-eyes", unit=case.unit, value=1, valid_from="2026-01-01", **ground
    )  # fmt: skip
    assessment = finished(case, officer)
    assert assessment.finished_at is None and not Document.objects.filter(kind="assessment").exists()
    approval = f"/desk/{case.uid}/assessment/approval/"
    assert officer.post(approval).status_code == 403
    again = officer.post(f"/desk/{case.uid}/assessment/check/", SIGNED, follow=True)
    assert "Оценката чака" in again.content.decode()  # pressed twice
    head = signed_in(cast.head)
    assert head.post(approval, {"return": "1", "text": "А лекарствата?"}).status_code == 302
    assert "А лекарствата?" in officer.get(f"/desk/{case.uid}/assessment/").content.decode()
    finished(case, officer, seen=str(case.assessments.get().saves))
    assert "променен, след като го отворихте" in head.post(approval, {"seen": "1"}, follow=True).content.decode()
    assert head.post(approval, {"seen": str(case.assessments.get().saves)}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.assessments.get().approved_by) == ("assessed", cast.head)
    with pytest.raises(IntegrityError, match="read_by_a_colleague"), transaction.atomic():
        Assessment.objects.update(approved_by=cast.officer)


@pytest.mark.parametrize(("born", "asked"), [(2010, True), (2020, False), (1947, False)])
def test_a_child_who_is_old_enough_is_heard(case: Case, officer: Client, born: int, asked: bool) -> None:
    case.beneficiary.birth_date = f"{born}-03-12"
    case.beneficiary.save()
    page = officer.get(f"/desk/{case.uid}/assessment/").content.decode()
    assert ('name="child_opinion"' in page) is asked


def test_services_are_suggested_with_the_need_that_speaks_for_them(case: Case, officer: Client, cast: Cast) -> None:
    found = {one.service.slug: one for one in suggestions.for_case(case, {"daily_living": "3", "income": "1"})}
    assert "Ежедневие – постоянна помощ" in found["assistant-support"].because
    assert found["assistant-support"].is_asked and not any(one.against for one in found.values() if not one.is_asked)
    assert not suggestions.for_case(case, {"daily_living": "0"})
    case.beneficiary.birth_date = "1947-03-12"
    case.request.application.coded = {}
    assert "day-centre-children" not in {one.service.slug for one in suggestions.for_case(case, {"health": "3"})}, (
        "not for an old woman"
    )
    finished(case, officer)
    assert suggestions.for_case(case)[0].because


def test_a_draft_is_nobodys_assessment_yet(case: Case, officer: Client, cast: Cast) -> None:
    officer.post(f"/desk/{case.uid}/assessment/", {"seen": "0", "conclusion": "Черновото.", "save": "1"})
    assert "Черновото." not in officer.get(f"/desk/{case.uid}/").content.decode()
    draft = case.assessments.get()
    assert signed_in(cast.citizen).get(f"/my/assessment/{draft.uid}/").status_code == 404
    assert officer.get(f"/desk/{case.uid}/assessment/1/").status_code == 404


def test_its_pages_ask_a_steady_number_of_questions(
    case: Case, officer: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    finished(case, officer)
    officer.post(f"/desk/{case.uid}/assessment/", {"seen": "0", "save": "1", **content()})
    for part in ("", "check/", "1/"):
        with django_assert_max_num_queries(15):
            officer.get(f"/desk/{case.uid}/assessment/{part}")


def test_an_assessment_that_came_too_late_is_refused_and_kept_on_the_page(
    send: Send, cast: Cast, officer: Client
) -> None:
    case = case_of(send("home-patronage"))
    assess(case, cast)
    Case.objects.filter(pk=case.pk).update(status="withdrawn")
    page = officer.post(f"/desk/{case.uid}/assessment/", whole(save="1", conclusion="Късно.")).content.decode()
    assert "Късно." in page and "Това вече не може да се направи" in page
    with pytest.raises(assessments.WrongStatus):
        assessments.save_draft(case, {}, seen=0, by=cast.officer)
