"""The contract: the draft is given to the person first; no term and no signature without it."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from casework.actions import contracts, places
from casework.models import Contract, ContractTemplate, PlaceHold
from records import placeholders
from records.models import Document, Message
from records.tasks import render_document
from tests.support.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
TERMS = {"verb": "write", "starts_on": "1.12.2026", "fee": "40 € на месец.", "payment": "до 10-о число", "more": ""}
GIVEN = {"verb": "give", "given_on": "28.11.2026", "given_how": "by_hand", "given_to": "Надежда Колева"}
SIGNED = {"verb": "sign", "signed_on": "30.11.2026", "signed_how": "in_person", "witness": ""}


def test_written_given_read_signed_ended(held: PlaceHold, worker: Client, cast: Cast) -> None:
    address = f"/provider/{held.uid}/contract/"
    mine, paper = signed_in(cast.citizen), f"/my/case/{held.case.uid}/contract/"
    wrong = worker.post(address, {**TERMS, "starts_on": "1.12.1926"}).content.decode()
    assert "преди да е поискана" in wrong and "40 € на месец." in wrong
    assert worker.post(address, TERMS).status_code == 302
    page = worker.get(address).content.decode()
    assert "40 € на месец." in page and "до 10-о число" in page and "Пенка Колева" in page
    assert "в сила от 01.12.2026 г." in page and "г.." not in page
    assert mine.get(paper).status_code == 404, "nothing was given yet"
    assert worker.post(address, GIVEN).status_code == 302
    render_document(Document.objects.get(kind="contract").pk)
    assert mine.get(paper)["Content-Type"] == "application/pdf"
    assert Message.objects.filter(kind="contract_given").count() == 2
    assert signed_in(cast.citizen2).get(paper).status_code == 404
    assert worker.post(address, SIGNED).status_code == 302
    assert Contract.objects.get().status == "signed"
    early = worker.post(address, {"verb": "end", "ended_on": "1.11.2026", "end_reason": "Преместване"})
    assert "Преместване" in early.content.decode() and "Грешка:" in early.content.decode()
    assert (
        worker.post(address, {"verb": "end", "ended_on": "31.12.2026", "end_reason": "Преместване"}).status_code == 302
    )
    assert Contract.objects.get().status == "ended"


def test_nobody_signs_what_they_were_not_given(held: PlaceHold, worker: Client, cast: Cast) -> None:
    address = f"/provider/{held.uid}/contract/"
    worker.post(address, TERMS)
    worker.post(address, SIGNED)
    assert Contract.objects.get().status == "draft"
    worker.post(address, GIVEN)
    refused = worker.post(address, {**SIGNED, "signed_on": "27.11.2026"}).content.decode()
    assert "Човекът е получил проекта по-късно." in refused
    with pytest.raises(IntegrityError, match="given_before_it_is_signed"), transaction.atomic():
        Contract.objects.update(signed_on="2026-11-01")


def test_what_is_changed_is_given_anew(held: PlaceHold, worker: Client) -> None:
    address = f"/provider/{held.uid}/contract/"
    for sent in (TERMS, GIVEN, {"verb": "take_back"}, {**TERMS, "fee": "35 € на месец."}):
        assert worker.post(address, sent).status_code == 302
    contract = Contract.objects.get()
    assert (contract.status, contract.given_on) == ("draft", None)
    assert "35 € на месец." in str(contract.text)
    assert Document.objects.get(kind="contract").revoked_at is not None


def test_a_witness_is_named_where_somebody_cannot_sign(held: PlaceHold, worker: Client) -> None:
    address = f"/provider/{held.uid}/contract/"
    worker.post(address, TERMS)
    worker.post(address, GIVEN)
    refused = worker.post(address, {**SIGNED, "signed_how": "witness"}).content.decode()
    assert "Напишете кой е присъствал като свидетел." in refused


def test_the_wording_names_only_what_it_may() -> None:
    for template in ContractTemplate.objects.all():
        placeholders.check(template.body_bg, contracts.ALLOWED)


@pytest.mark.parametrize(("more", "articles"), [("", 10), ("Ключът стои при съседката.", 11)])
def test_articles_are_numbered_without_a_gap(held: PlaceHold, worker: Client, more: str, articles: int) -> None:
    worker.post(f"/provider/{held.uid}/contract/", {**TERMS, "more": more})
    numbers = re.findall(r"^(\d+)\. ", Contract.objects.get().text, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, articles + 1)]


def test_only_the_provider_of_the_place(
    held: PlaceHold, worker: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    address = f"/provider/{held.uid}/contract/"
    assert signed_in(cast.provider2).get(address).status_code == 404
    assert signed_in(cast.officer).get(address).status_code == 404
    worker.post(address, TERMS)
    with django_assert_max_num_queries(15):
        worker.get(address)
    places.release(held, by=cast.officer)
    assert worker.post(address, GIVEN).status_code == 302
    assert Contract.objects.get().status == "dropped", "what nobody signed does not outlive the place"
