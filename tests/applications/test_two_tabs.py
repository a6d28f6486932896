"""Two windows, two people: no answer is written over unseen, none is lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from applications.actions import drafts
from applications.models import Application, StepAnswers
from tests.support.cast import Cast

CONTACT = {"phone": "0888 123 456", "address_settlement": "99019", "address_line": "ул. Първа 1", "answer_by": "portal"}


def address(draft: Application) -> str:
    return f"/apply/draft/{draft.uid}/step/common.contact/"


def shown(page: str) -> dict[str, str]:
    """What the page sends back by itself: every hidden field."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def stored(draft: Application) -> dict[str, str]:
    answers: dict[str, str] = StepAnswers.objects.get(application=draft, step="common.contact").answers
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_tabs_make_one_row(cast: Cast, draft: Application) -> None:
    def save(number: int) -> None:
        try:
            drafts.save_step(draft, "common.contact", {"phone": str(number)}, by=cast.citizen)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(16)))
    row = StepAnswers.objects.get(application=draft)
    assert row.revision == 16


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", [0, 1])
def test_of_eight_who_save_at_once_one_is_first_and_the_others_hear_of_it(
    cast: Cast, draft: Application, seen: int
) -> None:
    if seen:
        drafts.save_step(draft, "common.contact", {"phone": "0"}, by=cast.citizen)

    def save(number: int) -> bool:
        try:
            drafts.save_step(draft, "common.contact", {"phone": str(number)}, by=cast.citizen, seen=seen)
        except drafts.Overtaken as newer:
            assert newer.row.answers["phone"] != "0"
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(1, 9))) == 1


@pytest.mark.django_db
def test_a_newer_answer_is_shown_beside_mine_and_i_choose(daughter: Client, draft: Application) -> None:
    first, second = (shown(daughter.get(address(draft)).content.decode()) for _window in range(2))
    assert daughter.post(address(draft), {**CONTACT, **first}).status_code == 302
    mine = {**CONTACT, "phone": "0888 999 999", "address_line": "ул. Втора 2"}
    response = daughter.post(address(draft), {**mine, **second})
    page = response.content.decode()
    assert response.status_code == 409
    assert stored(draft)["address_line"] == "ул. Първа 1"
    for both in ("0888 999 999", "0888 123 456", "ул. Първа 1", "ул. Втора 2"):
        assert both in page
    undecided = daughter.post(address(draft), shown(page))
    assert undecided.status_code == 409
    assert "Грешка:" in undecided.content.decode()
    choice = {"keep_phone": "mine", "keep_address": "theirs"}
    assert daughter.post(address(draft), {**shown(undecided.content.decode()), **choice}).status_code == 302
    assert stored(draft)["phone"] == "+359888999999"
    assert stored(draft)["address_line"] == "ул. Първа 1"


@pytest.mark.django_db
def test_the_same_answer_twice_is_no_conflict_and_a_mended_error_does_not_hide_one(
    daughter: Client, draft: Application
) -> None:
    first = shown(daughter.get(address(draft)).content.decode())
    for _ in range(2):
        assert daughter.post(address(draft), {**CONTACT, **first}).status_code == 302
    mistake = daughter.post(address(draft), {**CONTACT, **first, "phone": "x"}).content.decode()
    mended = {**CONTACT, **shown(mistake), "phone": "0888 000 001"}
    assert daughter.post(address(draft), mended).status_code == 409
