"""A case on one page: every part is there, and they are read together."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions import use
from casework.casepage import PARTS
from casework.models import Case, Disclosure, Ground, UseKind
from tests.support.cast import Cast, Send, case_of, drafted, signed_in, taken_up

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
    hidden = {part.name for part in PARTS.parts if part.template not in shown}
    assert hidden <= {"elsewhere", "signature", "mandate", "repeated", "withdrawn_why"}


def test_a_part_is_left_out_where_it_has_nothing_to_say_or_the_reader_no_right(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/")
    assert page.context["decision"] is None
    assert "casework/parts/decision.html" not in page.context["top"]
    assert ("casework/parts/invite.html" in page.context["top"]) == ("invite" in cast.officer.permissions)
