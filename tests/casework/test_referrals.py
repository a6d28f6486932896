"""Referral: consent or a written ground, the paper with whom to go to, and the person's answer said to a clerk."""

from typing import Any

import pytest

from casework.models import Case, ConsentOverride, Disclosure, PlaceHold, Referral, RegisterEntry
from records.models import AuditEvent, Document
from services.models import Offer
from tests.support.cast import Cast, Send, assess, begin, case_of, drafted, published, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessed(send: Send, cast: Cast) -> tuple[Case, Offer]:
    case = case_of(send("home-patronage"))
    assess(case, cast)
    return case, Offer.objects.filter(service=case.service).earliest("pk")


def test_without_consent_a_ground_and_a_reason_are_needed(assessed: tuple[Case, Offer], cast: Cast) -> None:
    case, offer = assessed
    officer, address = signed_in(cast.officer), f"/desk/{case.uid}/referral/"
    page = officer.post(address, {"offers": [str(offer.uid)], "why": "В безсъзнание е."}).content.decode()
    assert "напишете основанието" in page and "В безсъзнание е." in page
    assert not Referral.objects.exists()
    sent = {"offers": [str(offer.uid)], "ground": "life-at-risk", "why": "В безсъзнание е."}
    assert officer.post(address, sent).status_code == 302
    row = ConsentOverride.objects.select_related("data_key").get()
    assert (row.why, row.ground.code, row.made_by) == ("В безсъзнание е.", "life-at-risk", cast.officer)
    disclosure = Disclosure.objects.get()
    assert (disclosure.ground, disclosure.may_be_withdrawn) == ("law", False)
    assert AuditEvent.objects.filter(verb="referred_without_consent").count() == 1
    assert PlaceHold.objects.get().status == "held"


def test_the_paper_says_where_to_go_and_stands_in_the_register(assessed: tuple[Case, Offer], cast: Cast) -> None:
    case, offer = assessed
    sent = {"offers": [str(offer.uid)], "consent": "on"}
    signed_in(cast.officer).post(f"/desk/{case.uid}/referral/", sent)
    entry = RegisterEntry.objects.get(case=case, kind="referral")
    paper = Document.objects.select_related("data_key").get(uid=entry.document_uid)
    assert (paper.number, paper.wants_seal, paper.context["person"]) == (entry.number, True, "Пенка Колева")
    assert paper.context["providers"][0]["name"] == offer.provider.name_bg
    assert RegisterEntry.objects.filter(case=case, kind="provider_offer").count() == 1
    address = f"/my/referral/{Referral.objects.get().uid}/"
    assert address in signed_in(cast.citizen).get(f"/my/{case.request.application.uid}/").content.decode()
    assert signed_in(cast.citizen).get(address).status_code == 202
    assert signed_in(cast.citizen2).get(address).status_code == 404


@pytest.mark.parametrize(("word", "status"), [("accept", "placed"), ("another", "waiting"), ("decline", "closed")])
def test_a_clerk_writes_down_what_the_person_says_by_phone(
    send: Send, cast: Cast, word: str, status: str, get_never_writes: Any
) -> None:
    case = published(drafted(case_of(send("home-patronage")), cast), cast)
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    address = f"/counter/case/{case.uid}/place/"
    assert address in clerk.get(f"/counter/case/{case.uid}/").content.decode()
    with get_never_writes():
        assert clerk.get(address).status_code == 200
    for _ in range(2):
        assert clerk.post(address, {"word": word, "through": "phone"}).status_code == 302
    assert Case.objects.get(pk=case.pk).status == status
    assert [row.facts["through"] for row in AuditEvent.objects.filter(verb="place_answered")] == ["phone"]


def test_a_place_is_not_asked_for_on_a_day_that_has_passed(assessed: tuple[Case, Offer], cast: Cast) -> None:
    case, offer = assessed
    typed = {"first": str(offer.uid), "consent": "on", "starts_on": "01.01.1999"}
    page = signed_in(cast.officer).post(f"/desk/{case.uid}/referral/", typed).content.decode()
    assert "Този ден е минал" in page
    assert not PlaceHold.objects.filter(case=case).exists()
