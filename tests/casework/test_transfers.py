"""Another provider of the same help: nobody loses the place they have before the help has begun at the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import using
from casework.actions import endings, places, plans, starts, transfers, use, waiting
from casework.models import Case, Contract, PlaceHold, Placement, Plan, Reason, Started, UseChange, UseKind
from casework.tasks import carry_out_ends, expire_holds
from records.models import Message, StatusChange
from records.workflow import WrongStatus
from services.models import Offer
from tests.support.cast import Cast, Send, begin, case_of, drafted, signed_in, taken_up, waits
from tests.support.locks import at_once

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


@pytest.fixture
def placed(send: Send, cast: Cast, freeze: Freeze) -> Case:
    """The mother uses the home patronage; the help began on the 2nd of November."""
    freeze("2026-11-02 10:00+02:00")
    case = taken_up(drafted(case_of(send("home-patronage")), cast), cast)
    for who, by in ((starts.Who.PROVIDER, cast.provider), (starts.Who.PERSON, cast.citizen)):
        starts.say(Placement.objects.get(), who, Started.YES, by=by)
    return now(case)


@pytest.fixture
def other(placed: Case, cast: Cast) -> Offer:
    """A second provider of the same help, with one place."""
    first = placed.holds.get().offer
    return Offer.objects.create(
        slug="home-patronage-2", service=first.service, provider=cast.provider2.memberships.earliest("pk").organisation,
        site_bg="Втори", site_en="Second", settlement=first.settlement, capacity=1, valid_from=first.valid_from,
    )  # fmt: skip


@pytest.fixture
def committed(other: Offer) -> Iterator[Offer]:
    """In tests that commit the catalogue is kept: the second provider's offer is taken out again."""
    yield other
    call_command("flush", interactive=False, verbosity=0)
    other.delete()


def now(case: Case) -> Case:
    return Case.objects.with_parts().get(pk=case.pk)


def wanted(placed: Case, other: Offer, cast: Cast) -> UseChange:
    """Asked online and agreed to by the officer."""
    sent = {"first": str(other.uid), "starts_on": "10.11.2026", "text": "Късно носят.", "agree": "on"}
    assert signed_in(cast.citizen).post(f"/my/case/{placed.uid}/use/transfer/", sent).status_code == 302
    change = UseChange.objects.get(kind="transfer")
    signed_in(cast.officer).post(f"/desk/change/{change.uid}/", {"confirm": "1"})
    change.refresh_from_db()
    return change


def taken(placed: Case, other: Offer, cast: Cast) -> Placement:
    """The next provider said yes, and so did the person."""
    wanted(placed, other, cast)
    held = placed.holds.coming().get()
    signed_in(cast.provider2).post(f"/provider/{held.uid}/accept/")
    assert signed_in(cast.citizen).post(f"/my/place/{placed.uid}/", {"accept": "1"}).status_code == 302
    return Placement.objects.get(hold=held)


def test_the_old_place_stays_until_the_help_has_begun_at_the_new_one(
    placed: Case, other: Offer, cast: Cast, freeze: Freeze
) -> None:
    former = placed.holds.get()
    coming = taken(placed, other, cast)
    assert (now(placed).status, former.status, coming.starts_on) == ("placed", "taken", date(2026, 11, 10))
    assert former.offer.provider.name_bg in signed_in(cast.citizen).get(f"/my/case/{placed.uid}/use/").content.decode()
    freeze("2026-11-11 10:00+02:00")
    signed_in(cast.citizen).post(f"/my/case/{placed.uid}/start/", {"word": "yes"})
    signed_in(cast.provider2).post(f"/provider/{coming.hold.uid}/start/", {"word": "yes", "on": "10.11.2026"})
    former.refresh_from_db()
    coming.refresh_from_db()
    assert (former.status, former.placement.ends_on) == ("released", date(2026, 11, 9))
    assert (coming.started_on, coming.hold.is_coming) == (date(2026, 11, 10), False)
    assert (now(placed).status, UseChange.objects.get().status) == ("placed", "done")
    told = Message.objects.get(kind="moved_on", user_uid=cast.provider.uid)
    assert told.context["left_on"] == "09.11.2026" and cast.mother.family_name not in str(told.context)
    assert "Втори" in signed_in(cast.officer).get(f"/desk/{placed.uid}/").content.decode()
    assert "друг" in signed_in(cast.citizen).get(f"/my/{placed.request.application.uid}/").content.decode()


def test_the_provider_that_is_left_does_not_learn_of_the_wish(placed: Case, other: Offer, cast: Cast) -> None:
    held = placed.holds.get()
    change = wanted(placed, other, cast)
    provider = signed_in(cast.provider)
    assert provider.get(f"/provider/change/{change.uid}/").status_code == 404
    assert "Късно носят" not in provider.get("/provider/").content.decode()
    assert "Късно носят" not in provider.get(f"/provider/{held.uid}/").content.decode()
    assert (
        "на друго място"
        in signed_in(cast.provider2).get(f"/provider/{placed.holds.coming().get().uid}/").content.decode()
    )


@pytest.mark.parametrize("how", ["declined", "expired", "lapsed", "stay", "cancelled", "given up"])
def test_where_the_new_place_comes_to_nothing_the_old_one_stays(
    placed: Case, other: Offer, cast: Cast, freeze: Freeze, how: str
) -> None:
    former, change = placed.holds.get(), wanted(placed, other, cast)
    held = placed.holds.coming().get()
    if how in {"lapsed", "stay"}:
        places.accept(held, by=cast.provider2)
    match how:
        case "declined":
            places.decline(held, Reason.objects.get(code="too-far"), by=cast.provider2)
        case "stay":
            signed_in(cast.citizen).post(f"/my/place/{placed.uid}/", {"decline": "1"})
        case "cancelled":
            signed_in(cast.citizen).post(f"/my/change/{change.uid}/cancel/")
        case "given up":
            signed_in(cast.officer).post(f"/desk/change/{change.uid}/", {"decline": "1", "text": "Няма друг."})
        case _:
            freeze("2026-12-01 10:00+02:00")
            expire_holds()
    former.refresh_from_db()
    change.refresh_from_db()
    assert (former.status, now(placed).status) == ("taken", "placed")
    assert not placed.holds.coming().exists() and not Placement.objects.exclude(hold=former).exists()
    over = {"stay": "cancelled", "cancelled": "cancelled", "given up": "declined"}
    assert change.status == over.get(how, "confirmed")
    if how == "declined":  # nobody is left: the officer says so, or finds somebody else
        assert now(placed).wrote_at is not None


def test_who_never_began_there_stays_where_they_are(placed: Case, other: Offer, cast: Cast, freeze: Freeze) -> None:
    coming = taken(placed, other, cast)
    freeze("2026-11-11 10:00+02:00")
    for who, by in ((starts.Who.PROVIDER, cast.provider2), (starts.Who.PERSON, cast.citizen)):
        starts.say(Placement.objects.get(pk=coming.pk), who, Started.NO, by=by)
    assert (placed.holds.running().get().status, now(placed).status) == ("taken", "placed")
    assert not Placement.objects.filter(pk=coming.pk).exists()


def test_a_full_house_is_tried_again_after_those_who_have_no_place(
    placed: Case, other: Offer, cast: Cast, send: Send
) -> None:
    Offer.objects.filter(pk=other.pk).update(capacity=0)
    change = wanted(placed, other, cast)
    assert change.status == "confirmed" and not placed.holds.coming().exists()
    first = waits(case_of(send("home-patronage", by=cast.clerk)), cast, other)
    Offer.objects.filter(pk=other.pk).update(capacity=2)
    with pytest.raises(waiting.NotTheirTurn):
        places.hold(now(placed), other, by=cast.officer)
    expire_holds()
    assert first.case.holds.get().offer == other and placed.holds.coming().get().offer == other


def test_if_the_first_provider_ends_it_the_coming_place_is_the_only_one(
    placed: Case, other: Offer, cast: Cast, freeze: Freeze
) -> None:
    former = placed.holds.get()
    coming = taken(placed, other, cast)
    endings.end(former, Reason.objects.get(code="end-closing"), date(2026, 11, 16), by=cast.provider)
    freeze("2026-11-17 01:10+02:00")
    carry_out_ends()
    assert (now(placed).status, placed.holds.active().get()) == ("placed", coming.hold)
    assert placed.holds.active().get().is_coming is False


def test_who_ends_the_help_gives_back_both_places(placed: Case, other: Offer, cast: Cast, freeze: Freeze) -> None:
    taken(placed, other, cast)
    use.confirm(use.ask(placed, UseKind.END, starts_on=date(2026, 11, 16), by=cast.citizen), by=cast.officer)
    freeze("2026-11-17 01:10+02:00")
    carry_out_ends()
    assert now(placed).status == "closed" and not placed.holds.active().exists()
    assert UseChange.objects.get(kind="transfer").status == "cancelled"


def test_the_next_provider_does_not_end_what_it_has_not_begun(placed: Case, other: Offer, cast: Cast) -> None:
    coming = taken(placed, other, cast)
    with pytest.raises(use.NotInUse):
        endings.end(coming.hold, Reason.objects.get(code="end-closing"), date(2026, 12, 16), by=cast.provider2)
    assert "/end/" not in signed_in(cast.provider2).get(f"/provider/{coming.hold.uid}/").content.decode()


def test_for_a_case_that_is_over_nobody_is_sought(placed: Case, other: Offer, cast: Cast) -> None:
    Offer.objects.filter(pk=other.pk).update(capacity=0)
    wanted(placed, other, cast)
    Case.objects.filter(pk=placed.pk).update(status="closed")
    Offer.objects.filter(pk=other.pk).update(capacity=5)
    expire_holds()
    assert not placed.holds.coming().exists()


def test_the_database_knows_one_running_and_one_coming_place(placed: Case, other: Offer, cast: Cast) -> None:
    wanted(placed, other, cast)
    coming = placed.holds.coming().get()
    with pytest.raises(IntegrityError, match="one_running_and_one_coming"), transaction.atomic():
        PlaceHold.objects.filter(pk=coming.pk).update(is_coming=False)


def test_no_second_place_is_held_for_whoever_asked_for_none(placed: Case, other: Offer, cast: Cast) -> None:
    with pytest.raises(WrongStatus):
        places.hold(placed, other, by=cast.officer)


def test_it_is_asked_at_the_counter_too_and_once(placed: Case, other: Offer, cast: Cast) -> None:
    clerk, address = signed_in(cast.clerk), f"/counter/case/{placed.uid}/transfer/"
    begin(clerk, cast.mother)
    assert address in clerk.get(f"/counter/case/{placed.uid}/").content.decode()
    sent = {"first": str(other.uid), "starts_on": "10.11.2026", "origin": "phone"}
    refused = clerk.post(address, sent).content.decode()
    assert "Има нещо за поправяне" in refused and 'value="10.11.2026"' in refused
    clerk.post(address, {**sent, "agree": "on"})
    again = clerk.post(address, {**sent, "agree": "on"}).content.decode()
    assert UseChange.objects.get().origin == "phone" and "Вече сте помолили" in again
    signed_in(cast.officer).post(f"/desk/change/{UseChange.objects.get().uid}/", {"confirm": "1"})
    places.accept(placed.holds.coming().get(), by=cast.provider2)
    page = clerk.get(f"/counter/case/{placed.uid}/").content.decode()
    assert f"/counter/case/{placed.uid}/place/" in page
    clerk.post(f"/counter/case/{placed.uid}/place/", {"word": "accept", "through": "phone"})
    assert placed.holds.coming().get().status == "taken"


def test_where_nobody_else_gives_it_nothing_is_asked(placed: Case, cast: Cast) -> None:
    page = signed_in(cast.citizen).get(f"/my/case/{placed.uid}/use/transfer/", follow=True).content.decode()
    assert "Никой друг" in page
    mine, clerk = signed_in(cast.citizen), signed_in(cast.clerk)
    begin(clerk, cast.mother)
    for page in (mine.get(f"/my/case/{placed.uid}/use/"), clerk.get(f"/counter/case/{placed.uid}/")):
        words = page.content.decode()
        assert "transfer/" not in words and "Никой друг" in words and "Променете нещо" in words


def test_it_is_offered_where_somebody_else_gives_it_and_until_it_is_asked(
    placed: Case, other: Offer, cast: Cast, django_assert_num_queries: Any
) -> None:
    mine, address = signed_in(cast.citizen), f"/my/case/{placed.uid}/use/"
    assert f"{address}transfer/" in mine.get(address).content.decode()
    with django_assert_num_queries(3):
        assert using.use_of(placed).elsewhere == "offered"
    wanted(placed, other, cast)
    page = mine.get(address).content.decode()
    assert f"{address}transfer/" not in page and "Никой друг" not in page


def test_only_who_has_a_place_leaves_it_for_another(placed: Case, other: Offer, cast: Cast) -> None:
    Case.objects.filter(pk=placed.pk).update(status="closed")
    with pytest.raises(use.NotInUse):
        use.ask(now(placed), UseKind.TRANSFER, starts_on=date(2026, 11, 10), parts=[str(other.uid)], by=cast.citizen)


@pytest.mark.django_db(transaction=True)
def test_both_sides_say_at_one_moment_that_it_began(placed: Case, committed: Offer, cast: Cast, freeze: Freeze) -> None:
    coming, former = taken(placed, committed, cast), placed.holds.running().get()
    freeze("2026-11-11 10:00+02:00")
    both = ((starts.Who.PROVIDER, cast.provider2), (starts.Who.PERSON, cast.citizen))
    said = at_once(*(partial(starts.say, coming, who, Started.YES, by=by) for who, by in both))
    former.refresh_from_db()
    assert said == [None, None] and former.status == "released"
    assert placed.holds.active().get() == coming.hold and placed.holds.running().get() == coming.hold
    assert StatusChange.objects.filter(subject_uid=placed.uid, verb="change_provider").count() == 1
    assert (
        Message.objects.filter(kind="moved_on").values("user_uid").distinct().count()
        == Message.objects.filter(kind="moved_on").count()
    )


@pytest.mark.django_db(transaction=True)
def test_the_person_stays_while_the_provider_says_yes(placed: Case, committed: Offer, cast: Cast) -> None:
    """Whoever is first, there is one place that runs and none that hangs in the air."""
    wanted(placed, committed, cast)
    held = placed.holds.coming().get()
    said = at_once(partial(places.accept, held, by=cast.provider2), partial(transfers.stay, placed, by=cast.citizen))
    assert said[1] is None and (said[0] is None or isinstance(said[0], WrongStatus))
    assert placed.holds.active().get() == placed.holds.running().get() and now(placed).status == "placed"
    assert UseChange.objects.get().status == "cancelled"


GOALS = {
    "goals": "1", "seen": "0", "starts_on": "02.11.2026", "review_on": "02.05.2027", "goal_1_1_what": "Готвене",
    "goal_1_1_who": "Мария Илиева", "check": "1",
}  # fmt: skip


def plan(held: PlaceHold, by: Any, goal: str) -> Plan:
    """Written and agreed with the person, over the provider's pages."""
    worker, today = signed_in(by), f"{timezone.localdate():%d.%m.%Y}"
    assert worker.post(f"/provider/{held.uid}/plan/", {**GOALS, "goal_1_words": goal}).status_code == 302
    check = f"/provider/{held.uid}/plan/check/"
    signed = {"way": "signed", "signed_on": today, "seen": str(worker.get(check).context["saves"])}
    assert worker.post(check, signed).status_code == 302
    return Plan.objects.get(provider=held.offer.provider, status__in=("agreed", "coming"))


def contract(held: PlaceHold, by: Any, *, signed: bool = True) -> Contract:
    worker, today = signed_in(by), f"{timezone.localdate():%d.%m.%Y}"
    for sent in (
        {"verb": "write", "starts_on": today, "fee": "40 €", "payment": "до 10-о число", "more": ""},
        {"verb": "give", "given_on": today, "given_how": "by_hand", "given_to": "Пенка Колева"},
        *([{"verb": "sign", "signed_on": today, "signed_how": "in_person", "witness": ""}] if signed else []),
    ):
        assert worker.post(f"/provider/{held.uid}/contract/", sent).status_code == 302
    return Contract.objects.get(provider=held.offer.provider)


def test_what_was_agreed_with_each_holds_as_long_as_they_help(
    placed: Case, other: Offer, cast: Cast, freeze: Freeze
) -> None:
    """Plan and contract with the former provider stand until both say that the help began at the next one."""
    former = placed.holds.get()
    old, bond = plan(former, cast.provider, "Да готвя сама."), contract(former, cast.provider)
    coming = taken(placed, other, cast)
    fresh = signed_in(cast.provider2).get(f"/provider/{coming.hold.uid}/plan/").content.decode()
    assert "Да готвя сама." not in fresh, "what was agreed with somebody else is theirs"
    new = plan(coming.hold, cast.provider2, "Да излизам.")
    contract(coming.hold, cast.provider2)
    old.refresh_from_db()
    assert (old.status, new.status) == ("agreed", "coming")
    for page in ("plan", "contract"):
        seen = signed_in(cast.provider).get(f"/provider/{former.uid}/{page}/").content.decode()
        assert "Да излизам." not in seen and other.provider.name_bg not in seen, "nor do they learn of the wish"
    mine = signed_in(cast.citizen)
    page = mine.get(f"/my/case/{placed.uid}/plan/").content.decode()
    assert (
        page.index("Да готвя сама.") < page.index("Този план важи, щом помощта започне там") < page.index("Да излизам.")
    )
    assert "Да излизам." in signed_in(cast.officer).get(f"/desk/{placed.uid}/plans/").content.decode()
    freeze("2026-11-11 10:00+02:00")
    mine = signed_in(cast.citizen)
    mine.post(f"/my/case/{placed.uid}/start/", {"word": "yes"})
    old.refresh_from_db()
    assert old.status == "agreed" and Contract.objects.get(pk=bond.pk).status == "signed", "one word is not both"
    signed_in(cast.provider2).post(f"/provider/{coming.hold.uid}/start/", {"word": "yes", "on": "10.11.2026"})
    for row in (old, new, bond):
        row.refresh_from_db()
    assert (old.status, old.ended_on, new.status) == ("ended", date(2026, 11, 9), "agreed")
    assert (bond.status, bond.ended_on) == ("ended", date(2026, 11, 9))
    assert Contract.objects.get(provider=other.provider).status == "signed"
    assert StatusChange.objects.get(subject_uid=bond.uid, verb="end").facts == {"on": "2026-11-09"}
    told = Message.objects.filter(kind="contract_ended")
    assert told.count() == 2 and all("друг доставчик" in message.context["reason"] for message in told)
    assert Message.objects.get(kind="contract_over", user_uid=cast.provider.uid).context["left_on"] == "09.11.2026"
    page = mine.get(f"/my/case/{placed.uid}/plan/").content.decode()
    assert (
        page.index("Да излизам.") < page.index("Да готвя сама.")
        and "прекратен, 09.11.2026 г. · Помощта продължава" in page
    )
    for one in (bond, Contract.objects.get(provider=other.provider)):
        assert mine.get(f"/my/case/{placed.uid}/contract/{one.uid}/").status_code == 202


def test_who_stays_keeps_what_was_agreed_where_they_are(placed: Case, other: Offer, cast: Cast) -> None:
    former = placed.holds.get()
    old, bond = plan(former, cast.provider, "Да готвя сама."), contract(former, cast.provider)
    coming = taken(placed, other, cast)
    new, draft = plan(coming.hold, cast.provider2, "Да излизам."), contract(coming.hold, cast.provider2, signed=False)
    signed_in(cast.citizen).post(f"/my/change/{UseChange.objects.get().uid}/cancel/")
    for row in (old, new, bond, draft):
        row.refresh_from_db()
    assert (old.status, bond.status, new.status, draft.status) == ("agreed", "signed", "ended", "dropped")
    assert not Message.objects.filter(kind="contract_ended").exists()


def test_an_end_of_the_help_is_an_end_of_the_contract(placed: Case, cast: Cast, freeze: Freeze) -> None:
    held = placed.holds.get()
    bond = contract(held, cast.provider)
    use.confirm(use.ask(placed, UseKind.END, starts_on=date(2026, 11, 16), by=cast.citizen), by=cast.officer)
    freeze("2026-11-17 01:10+02:00")
    carry_out_ends()
    carry_out_ends()
    bond.refresh_from_db()
    assert (bond.status, bond.ended_on) == ("ended", date(2026, 11, 16))
    assert Message.objects.filter(kind="contract_ended").count() == 2


@pytest.mark.django_db(transaction=True)
def test_at_one_moment_the_plan_is_agreed_and_the_help_begins(
    placed: Case, committed: Offer, cast: Cast, freeze: Freeze
) -> None:
    """Whoever is first, the next provider's plan holds, the former's does not, and its contract ended once."""
    former = placed.holds.get()
    plan(former, cast.provider, "Да готвя сама.")
    contract(former, cast.provider)
    coming = taken(placed, committed, cast)
    freeze("2026-11-11 10:00+02:00")
    starts.say(coming, starts.Who.PERSON, Started.YES, by=cast.citizen)
    draft = plans.save_draft(placed, committed.provider, {"goal_1_words": "Да излизам."}, seen=0, by=cast.provider2)
    said = {"way": "signed", "witness": "", "signed_on": "2026-11-11"}
    days = {"starts_on": date(2026, 11, 11), "review_on": date(2027, 5, 11)}
    met = at_once(
        partial(plans.agree, draft, said, **days, by=cast.provider2),
        partial(starts.say, coming, starts.Who.PROVIDER, Started.YES, by=cast.provider2),
        partial(starts.say, coming, starts.Who.PERSON, Started.YES, by=cast.citizen),
    )
    assert met[1] is None and all(not isinstance(one, Exception) or isinstance(one, WrongStatus) for one in met)
    assert list(Plan.objects.order_by("version").values_list("status", flat=True)) == ["ended", "agreed"]
    assert StatusChange.objects.filter(verb="end", subject_uid=Contract.objects.get().uid).count() == 1
    assert Message.objects.filter(kind="contract_ended").count() == 2
