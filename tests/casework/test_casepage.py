"""A case on one page: every part is there, and they are read together."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions import decisions, places, use
from casework.casepage import PARTS
from casework.models import Case, CaseStatus, Disclosure, Ground, UseKind
from casework.notyet import not_yet
from casework.turn import turn_of
from casework.verbs import allowed
from tests.support.cast import Cast, Send, case_of, drafted, hold, signed_in, taken_up

pytestmark = pytest.mark.django_db


def test_a_page_with_its_parts_full_needs_ten_queries(
    send: Send, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    case = case_of(send("home-patronage", "assistant-support"))
    case = taken_up(drafted(case, cast), cast)
    use.ask(case, UseKind.END, starts_on=timezone.localdate() + timedelta(days=30), text="Край.", by=cast.citizen)
    Disclosure.objects.filter(case=case, ground=Ground.CONSENT).update(withdrawn_at=timezone.now())
    Case.objects.filter(pk=case.pk).update(outside_outcome="Отговориха.")
    client = signed_in(cast.officer)
    address = f"/desk/{case.uid}/"
    client.get(address)
    with django_assert_max_num_queries(10 + 1):  # one is the access log's
        page = client.get(address)
    shown = {name for where in ("top", "main", "aside") for name in page.context[where]}
    full = {"clock", "not_shared", "outside_outcome", "wishes", "hold", "decision", "assessment", "sent", "thread"}
    assert {part.template for part in PARTS.parts if part.name in full} <= shown


def test_a_part_is_left_out_where_it_has_nothing_to_say_or_the_reader_no_right(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/")
    assert page.context["decision"] is None
    assert "casework/parts/decision.html" not in page.context["top"]
    assert ("casework/parts/invite.html" in page.context["aside"]) == ("invite" in cast.officer.permissions)


def test_what_cannot_be_done_yet_says_why(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    hold(case, cast)
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/")
    assert dict(page.context["not_yet"])["Напишете решението"] == "доставчикът още не е отговорил"
    assert "доставчикът още не е отговорил" in page.content.decode()


def test_the_page_says_first_who_has_to_act_and_leads_to_the_next_step(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    place = hold(case, cast)
    officer, head = signed_in(cast.officer), signed_in(cast.head)
    turn = officer.get(f"/desk/{case.uid}/").context["turn"]
    assert (turn.who, turn.is_mine, turn.next) == (place.offer.provider.name, False, None)
    places.accept(place, by=cast.provider)
    turn = officer.get(f"/desk/{case.uid}/").context["turn"]
    assert turn.is_mine
    # Giving the place back is possible, too: it must not be the button that one presses without reading.
    assert (turn.next.name, [verb.name for verb in turn.others]) == ("draft_decision", ["release_place"])
    decisions.draft(case, outcome="approval", findings="Нужна е.", starts_on=timezone.localdate(), by=cast.officer)
    assert not officer.get(f"/desk/{case.uid}/").context["turn"].is_mine
    page = head.get(f"/desk/{case.uid}/")
    assert page.context["turn"].next.name == "approve_decision"
    assert "Вие сте на ход" in page.content.decode()


@pytest.mark.parametrize("status", CaseStatus.values)
def test_what_ends_or_undoes_something_never_leads(send: Send, cast: Cast, status: str) -> None:
    case = case_of(send("home-patronage"))
    case.status = status
    for user in (cast.officer, cast.head):
        turn = turn_of(case, user, allowed(case, user), provider="", unsigned="")
        assert turn.next is None or turn.next.name not in {"release_place", "draft_termination", "drop_correction"}
        assert turn.why


@pytest.mark.parametrize("status", CaseStatus.values)
def test_a_step_is_either_possible_now_or_said_to_be_ahead_never_both(send: Send, cast: Cast, status: str) -> None:
    case = case_of(send("home-patronage"))
    case.status = status
    for user in (cast.officer, cast.head):
        now = {str(verb.label) for verb in allowed(case, user)}
        assert not now & {what for what, _why in not_yet(case, user)}
        assert not allowed(case, user, is_unsigned=True) or {"assess", "refer"}.isdisjoint(
            verb.name for verb in allowed(case, user, is_unsigned=True)
        )
    done = status in {"decided", "placed", "forwarded", "closed", "withdrawn"}
    assert bool(not_yet(case, cast.officer)) != done or status == "decision_approved"
