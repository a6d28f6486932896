"""Lists that grow with the years are read a page at a time from an index, in its order: nothing is gathered and sorted.

Asked for is the plan of a table that is too long to sort, from the statement that the page itself sends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import registers, waiting_list
from services.models import Offer, Service
from tests.support.cast import Cast, Send, case_of, waits

pytestmark = pytest.mark.django_db
SLUG = "home-patronage"


def waiting_page(cast: Cast, *, after: str = "", with_offer: bool = False) -> Any:
    offer = Offer.objects.filter(service__slug=SLUG).earliest("pk") if with_offer else None
    return waiting_list.page_of(cast.officer, Service.objects.get(slug=SLUG), offer, after)


def register_page(who: str, **sought: str) -> Callable[[Cast], Any]:
    after = sought.pop("after", "")
    return lambda cast: registers.page_of(getattr(cast, who), registers.Sought(**sought), after)


LISTS: dict[str, tuple[str, str, Callable[[Cast], Any]]] = {
    "the waiting list": ("casework_waitingentry", "waiting_in_order", waiting_page),
    "its next page": (
        "casework_waitingentry", "waiting_in_order", lambda cast: waiting_page(cast, after="9~00~2026-11-02~40"),
    ),
    "for whom a place is free": (
        "casework_waitingentry", "waiting_in_order", lambda cast: waiting_page(cast, with_offer=True),
    ),
    "the register": ("casework_registerentry", "register_by_day", register_page("clerk")),
    "its older pages": ("casework_registerentry", "register_by_day", register_page("clerk", after="2026-11-02:400")),
    "a unit's register": ("casework_registerentry", "register_of_a_unit_by_day", register_page("officer")),
    "its older page": (
        "casework_registerentry", "register_of_a_unit_by_day", register_page("officer", after="2026-11-02:400"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_is_walked_by_its_index(name: str, cast: Cast, send: Send) -> None:
    table, index, read = LISTS[name]
    waits(case_of(send(SLUG)), cast)
    with CaptureQueriesContext(connection) as asked:
        read(cast)
    statements = [row["sql"] for row in asked if f'FROM "{table}"' in row["sql"] and " LIMIT " in row["sql"]]
    assert statements
    for statement in statements:
        plan = plan_of(statement)
        assert index in plan and "Sort" not in plan, plan


def plan_of(statement: str) -> str:
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())
