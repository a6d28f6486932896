"""What I agreed to share: who sees what until when, taken back with one press or at the counter."""

from typing import Any

import pytest
from django.test import Client

from casework.actions import disclosures, forwarding, places, referrals
from casework.disclosing import NoConsent
from casework.models import Disclosure, PlaceHold
from records.models import Message
from services.models import Offer
from tests.support import cast as acts
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_person_reads_who_sees_what_and_takes_it_back(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    held = acts.hold(case, cast)
    daughter, provider = signed_in(cast.citizen), signed_in(cast.provider)
    page = page_of(daughter, "/my/shared/")
    assert held.offer.provider.name_bg in page
    assert "име, телефон, адрес, каква помощ е нужна" in page
    assert "виждат ги сега" in page
    assert provider.get(f"/provider/{held.uid}/").status_code == 200
    row = Disclosure.objects.get()
    assert daughter.post(f"/my/shared/{row.uid}/").status_code == 302
    assert provider.get(f"/provider/{held.uid}/").status_code == 404
    assert "Пенка" not in page_of(provider, "/provider/")
    case.refresh_from_db()
    assert (case.status, PlaceHold.objects.get().status) == ("referred", "released")
    assert held.offer.provider.name_bg in page_of(signed_in(cast.officer), f"/desk/{case.uid}/")
    with pytest.raises(NoConsent):
        places.hold(case, held.offer, by=cast.officer)
    kinds = set(Message.objects.filter(kind="sharing_withdrawn").values_list("person_uid", flat=True))
    assert kinds == {cast.daughter.uid, cast.mother.uid}


def test_taken_back_late_the_provider_sees_nothing_though_the_decision_is_being_written(send: Send, cast: Cast) -> None:
    decision = acts.drafted(case_of(send("home-patronage")), cast)
    row = Disclosure.objects.get()
    disclosures.withdraw(row, by=cast.citizen)
    held = PlaceHold.objects.get()
    assert signed_in(cast.provider).get(f"/provider/{held.uid}/").status_code == 404
    decision.refresh_from_db()
    assert decision.case.status == "decision_drafted"
    with pytest.raises(disclosures.CannotWithdraw):
        disclosures.withdraw(row, by=cast.citizen)


def test_what_is_agreed_is_written_before_it_is_shown(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    acts.assess(case, cast)
    offer = Offer.objects.filter(service=case.service).earliest("pk")
    referrals.refer(case, offers=[offer, offer], consent=True, by=cast.officer)
    row = Disclosure.objects.get()
    assert (row.shared_at, row.recipient, row.until is None) == (None, offer.provider, False)
    assert "още не са показани" in page_of(signed_in(cast.citizen), "/my/shared/")
    disclosures.withdraw(row, by=cast.citizen)
    officer = signed_in(cast.officer)
    page = officer.post(f"/desk/{case.uid}/place/", {"offer": str(offer.uid)}).content.decode()
    assert "върна съгласието" in page
    assert not PlaceHold.objects.exists()


def test_once_the_place_is_gone_the_provider_reads_nothing_more(send: Send, cast: Cast) -> None:
    held = acts.hold(case_of(send("home-patronage")), cast)
    places.release(held, by=cast.officer)
    provider = signed_in(cast.provider)
    assert provider.get(f"/provider/{held.uid}/").status_code == 302
    assert provider.get(f"/provider/{held.uid}/decline/").status_code == 302
    assert "вече не ги виждат" in page_of(signed_in(cast.citizen), "/my/shared/")


def test_what_the_law_sends_on_is_written_down_and_stays(send: Send, cast: Cast) -> None:
    forwarding.forward(case_of(send("home-elderly")), by=cast.officer)
    row = Disclosure.objects.get()
    daughter = signed_in(cast.citizen)
    assert "цялото заявление с документите" in page_of(daughter, "/my/shared/")
    assert "button" not in page_of(daughter, f"/my/shared/{row.uid}/").split("<main")[1].split("</main")[0]
    with pytest.raises(disclosures.CannotWithdraw):
        disclosures.withdraw(row, by=cast.citizen)


def test_the_counter_shows_prints_and_takes_back(send: Send, cast: Cast) -> None:
    acts.hold(case_of(send("home-patronage")), cast)
    row, clerk = Disclosure.objects.get(), signed_in(cast.clerk)
    acts.begin(clerk, cast.mother)
    address = f"/counter/person/{cast.mother.uid}/shared/"
    assert "data-print" in page_of(clerk, address)
    other = f"/counter/person/{cast.daughter.uid}/shared/{row.uid}/withdraw/"
    assert clerk.post(other).status_code == 404
    assert clerk.post(f"{address}{row.uid}/withdraw/").status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_by, row.is_seen_now) == (cast.clerk, False)


def test_the_page_asks_as_often_for_many_as_for_few(send: Send, cast: Cast, django_assert_max_num_queries: Any) -> None:
    daughter = signed_in(cast.citizen)
    for _ in range(2):
        forwarding.forward(case_of(send("home-elderly")), by=cast.officer)
        with django_assert_max_num_queries(6):
            daughter.get("/my/shared/")
