"""The case page says what is awaited, from whom and by when, and who lives with the person; without another query."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions import opinions
from people.models import Household, HouseholdMember
from tests.support.cast import Cast, Send, case_of, hold, signed_in

pytestmark = pytest.mark.django_db


def test_the_page_says_what_is_awaited_from_whom_and_by_when(
    send: Send, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    case = case_of(send("home-patronage"))
    held = hold(case, cast)
    soon = timezone.localdate() + timedelta(days=2)
    opinions.ask(
        case, body="ЛКК Белоречие", email="a@example.org", question="?", facts=[], document_uids=[], due_on=soon,
        stops_clock=False, by=cast.officer,
    )  # fmt: skip
    today = timezone.localdate()
    home, _made = Household.objects.get_or_create(person=cast.mother, defaults={"source": "person", "told_on": today})
    facts = {"household": home, "relation": "child", "source": "person", "told_on": today, "confirmed_on": today}
    member = HouseholdMember(data_key=cast.mother.data_key, **facts)
    member.facts = {"name": "Борис Колев", "year": 1971}
    member.save()
    officer, address = signed_in(cast.officer), f"/desk/{case.uid}/"
    officer.get(address)
    with django_assert_max_num_queries(10 + 1):  # one is the access log's
        page = officer.get(address)
    rows = [(row.whose, row.by) for row in page.context["awaited"]]
    assert rows[0] == ("ЛКК Белоречие", soon)
    assert (held.offer.provider.name, held.held_until) in rows
    assert (cast.officer.name, case.due_on) in [(row.whose, row.by) for row in page.context["awaited"]]
    text = page.content.decode()
    assert "Борис Колев" in text
    assert "ЛКК Белоречие" in text


def test_where_nothing_is_awaited_nothing_is_said(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    HouseholdMember.objects.update(valid_to=timezone.localdate())
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/")
    assert [row.whose for row in page.context["awaited"]] == [case.unit.name]
    assert "casework/parts/household.html" not in page.context["top"]
