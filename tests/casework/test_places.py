"""A place is looked for by itself: the next provider, the waiting list, the person's own yes or no."""

from collections.abc import Callable
from typing import Any

import pytest

from casework import notices
from casework.actions import decisions, places, use
from casework.models import Case, Outcome, PlaceHold, Reason
from casework.tasks import expire_holds
from people.models import Organisation
from records.models import Message
from services.models import Offer
from tests.support.cast import Cast, Send, assess, case_of, published, signed_in

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]
MONDAY = "2026-11-02 10:00+02:00"


@pytest.fixture
def two(cast: Cast) -> list[Offer]:
    """The home patronage, and a second provider of the same help."""
    first = Offer.objects.filter(service__slug="home-patronage").earliest("pk")
    other = Organisation.objects.exclude(pk=first.provider_id).filter(kind="provider").earliest("pk")
    second = Offer.objects.create(
        slug="home-patronage-2", service=first.service, provider=other, site_bg="Втори", site_en="Second",
        settlement=first.settlement, capacity=1, valid_from=first.valid_from,
    )  # fmt: skip
    return [first, second]


@pytest.fixture
def referred(send: Send, cast: Cast, freeze: Freeze, two: list[Offer]) -> Case:
    """The mother's case; the second provider is her first choice, the home patronage the next."""
    freeze(MONDAY)
    case = case_of(send("home-patronage"))
    assess(case, cast)
    sent = {"offers": [str(offer.uid) for offer in two], "first": str(two[1].uid), "consent": "on"}
    assert signed_in(cast.officer).post(f"/desk/{case.uid}/referral/", sent).status_code == 302
    return now(case)


def now(case: Case) -> Case:
    return Case.objects.with_parts().get(pk=case.pk)


def told(case: Case, kind: str) -> int:
    return Message.objects.filter(kind=kind, subject_uid=case.request.application.uid).count()


def approve(case: Case, cast: Cast) -> Case:
    places.accept(PlaceHold.objects.active().get(case=case), by=cast.provider)
    decision = decisions.draft(now(case), outcome=Outcome.APPROVAL, findings="Живее сама.", by=cast.officer)
    return published(decision, cast)


def test_the_first_choice_is_asked_at_once_and_the_next_when_it_says_no(
    referred: Case, cast: Cast, two: list[Offer]
) -> None:
    held = PlaceHold.objects.get()
    assert (referred.status, held.offer, held.status) == ("place_held", two[1], "held")
    assert told(referred, "place_asked") == 2  # the daughter who applied, and the mother
    places.decline(held, Reason.objects.get(code="too-far"), by=cast.provider)
    second = PlaceHold.objects.active().get()
    assert (now(referred).status, second.offer) == ("place_held", two[0])
    places.decline(second, Reason.objects.get(code="no-place"), by=cast.provider)
    assert now(referred).status == "waiting"
    assert referred.waiting_entry.ended_at is None


def test_who_is_full_is_passed_over(send: Send, cast: Cast, referred: Case, two: list[Offer]) -> None:
    other = case_of(send("home-patronage"))
    assess(other, cast)
    sent = {"offers": [str(offer.uid) for offer in two], "first": str(two[1].uid), "consent": "on"}
    signed_in(cast.officer).post(f"/desk/{other.uid}/referral/", sent)
    assert PlaceHold.objects.get(case=other).offer == two[0]


def test_a_provider_that_does_not_answer_is_passed_over_once(referred: Case, freeze: Freeze, two: list[Offer]) -> None:
    freeze("2026-11-10 10:00+02:00")
    expire_holds()
    expire_holds()
    assert list(PlaceHold.objects.order_by("pk").values_list("offer", "status")) == [
        (two[1].pk, "expired"),
        (two[0].pk, "held"),
    ]
    assert told(referred, "place_asked") == 4


def test_the_approved_place_waits_so_many_days_and_reads_as_in_use_only_when_it_is(
    referred: Case, cast: Cast, freeze: Freeze, two: list[Offer]
) -> None:
    case = approve(referred, cast)
    held = PlaceHold.objects.get()
    assert (case.status, str(held.person_until)) == ("decided", "2026-11-16")
    assert told(case, "place_offered") == 2
    citizen = signed_in(cast.citizen)
    assert "16.11.2026" in citizen.get(f"/my/place/{case.uid}/").content.decode()
    for day in ("2026-11-14", "2026-11-15"):
        freeze(f"{day} 10:00+02:00")
        expire_holds()
    assert told(case, "place_reminder") == 2
    freeze("2026-11-17 10:00+02:00")
    expire_holds()
    expire_holds()
    case = now(case)
    assert (case.status, PlaceHold.objects.active().get().offer) == ("place_held", two[0])
    assert told(case, "place_lapsed") == 2
    assert not use.is_in_use(case)
    page = signed_in(cast.citizen).get(f"/my/{case.request.application.uid}/")
    thread = page.context["threads"][0]
    assert (thread.may_answer_place, thread.may_be_in_use) == (False, False)
    assert f'/desk/{case.uid}/decision/"' not in signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()


def test_after_an_approval_another_place_needs_no_other_decision(referred: Case, cast: Cast, two: list[Offer]) -> None:
    case = approve(referred, cast)
    citizen = signed_in(cast.citizen)
    assert citizen.post(f"/my/place/{case.uid}/", {"another": "1"}).status_code == 302
    assert citizen.post(f"/my/place/{case.uid}/", {"another": "1"}).status_code == 302
    held = PlaceHold.objects.active().get()
    assert held.offer == two[0]
    places.accept(held, by=cast.provider)
    assert now(case).status == "decided"
    citizen.post(f"/my/place/{case.uid}/", {"accept": "1"})
    assert (now(case).status, case.placements.get().offer) == ("placed", two[0])


def test_a_place_that_was_taken_back_after_the_decision_is_not_in_use(referred: Case, cast: Cast) -> None:
    case = approve(referred, cast)
    places.release(PlaceHold.objects.active().get(), by=cast.officer)
    assert now(case).status == "referred"
    assert not use.is_in_use(now(case))


def test_a_freed_place_goes_to_whoever_waits_first_and_never_back_to_who_cannot_help(
    send: Send, cast: Cast, referred: Case, two: list[Offer]
) -> None:
    """The second provider has one place, for which two people wait; the first of them needs more than it can give."""
    places.decline(PlaceHold.objects.active().get(), Reason.objects.get(code="higher-care"), by=cast.provider)
    places.decline(PlaceHold.objects.active().get(), Reason.objects.get(code="no-place"), by=cast.provider)
    other = case_of(send("home-patronage"))
    assess(other, cast)
    Offer.objects.filter(pk__in=[offer.pk for offer in two]).update(capacity=0)
    sent = {"offers": [str(offer.uid) for offer in two], "consent": "on"}
    signed_in(cast.officer).post(f"/desk/{other.uid}/referral/", sent)
    assert {now(referred).status, now(other).status} == {"waiting"}
    Offer.objects.filter(pk=two[1].pk).update(capacity=1)
    expire_holds()
    expire_holds()
    held = PlaceHold.objects.active().get()
    assert (held.case, held.offer, now(referred).status) == (other, two[1], "waiting")
    Offer.objects.filter(pk=two[0].pk).update(capacity=1)
    expire_holds()
    assert (now(referred).status, PlaceHold.objects.active().get(case=referred).offer) == ("place_held", two[0])


@pytest.mark.parametrize(("language", "said"), [("bg", "до 01.12.2026 г. Ако"), ("en", "by 01.12.2026 г. If")])
def test_a_date_at_the_end_of_a_sentence_of_a_message_ends_once(language: str, said: str) -> None:
    known = {"service": "x", "number": "1", "provider": "y", "due_on": "01.12.2026 г."}
    assert said in notices.PLACE_ASKED.builtin(known, language)


def test_a_place_that_is_kept_is_the_first_thing_that_the_family_sees(referred: Case, cast: Cast) -> None:
    case, family = approve(referred, cast), signed_in(cast.citizen)
    until = PlaceHold.objects.active().get(case=case).person_until
    page = family.get(case.request.application.get_absolute_url()).content.decode()
    assert page.index(f"до {until:%d.%m.%Y}") < page.index("Отговорът е „да“")
    assert "Има място: кажете ни дали го приемате" in family.get("/my/").content.decode()
    said = family.post(f"/my/place/{case.uid}/", {"accept": "1"}, follow=True).content.decode()
    assert "Благодарим. Мястото е заето" in said
    assert "кажете ни дали го приемате" not in family.get("/my/").content.decode()


def test_a_press_that_says_nothing_gives_no_place_away(referred: Case, cast: Cast) -> None:
    case = approve(referred, cast)
    assert signed_in(cast.citizen).post(f"/my/place/{case.uid}/").status_code == 200
    assert (now(case).status, PlaceHold.objects.active().get(case=case).status) == ("decided", "accepted")


def test_the_provider_hears_that_its_answer_was_taken(referred: Case, cast: Cast) -> None:
    places.decline(PlaceHold.objects.active().get(), Reason.objects.get(code="too-far"), by=cast.provider)
    held = PlaceHold.objects.active().get()
    page = signed_in(cast.provider).post(f"/provider/{held.uid}/accept/", follow=True).content.decode()
    assert "Благодарим. Мястото се пази за" in page
