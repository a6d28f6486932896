"""Every URL × principal × method: own, somebody else's and missing. A URL without a row fails."""

from collections.abc import Iterator
from contextlib import nullcontext
from copy import copy
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.table import ARGUMENTS, COUNTER, PRINCIPALS, TABLE
from tests.support.cast import Cast, Send, begin
from tests.support.guards import reads_only


def patterns(resolver: Any = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_url_has_a_row() -> None:
    assert {pattern.name for pattern in patterns()} == set(TABLE)


@pytest.fixture
def objects(cast: Cast, send: Send) -> dict[str, Any]:
    """One of each thing that an address can name, all of them the daughter's and the centre's."""
    from tests.access.objects import make

    return make(cast, send)


def answer(client: Client, method: str, address: str) -> int:
    """The status, with whatever the request wrote taken back."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        with reads_only() if method == "get" else nullcontext():
            response = getattr(client, method)(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code


def signed_in(cast: Cast, name: str) -> Client:
    """The principal's browser; at the counter the mother is served."""
    client = Client()
    if name != "anonymous":
        client.force_login(getattr(cast, name))
    if name in COUNTER:
        begin(client, cast.mother)
    return client


def address_of(name: str, objects: dict[str, Any], *, missing: bool = False) -> str:
    wanted = ARGUMENTS.get(name, ())
    return reverse(name, args=[uuid4() if missing else objects[key] for key in wanted])


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_do_what(cast: Cast, objects: dict[str, Any], method: str) -> None:
    clients = {name: signed_in(cast, name) for name in PRINCIPALS}
    wrong = []
    for name, row in TABLE.items():
        expected = [int(status) for status in row[method].split()]
        address = address_of(name, objects)
        for principal, status in zip(PRINCIPALS, expected, strict=True):
            if name == "health_ready" and principal != "anonymous":
                continue  # it waits two seconds for a worker that is not there
            got = answer(clients[principal], method, address)
            if got != status:
                wrong.append(f"{method} {name} as {principal}: {got}, not {status}")
    assert wrong == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_exist_looks_like_what_is_not_yours(cast: Cast, objects: dict[str, Any], method: str) -> None:
    for name, wanted in ARGUMENTS.items():
        if not any(key.endswith("uid") for key in wanted):
            continue
        for login in ("citizen2", "officer2", "provider2"):
            client = Client()
            client.force_login(getattr(cast, login))
            if dict(zip(PRINCIPALS, TABLE[name]["get"].split(), strict=True))[login] == "200":
                continue  # theirs as well: staff of any role read it
            missing = reverse(name, args=[uuid4() if key.endswith("uid") else objects[key] for key in wanted])
            theirs = address_of(name, objects)
            assert answer(client, method, theirs) == answer(client, method, missing), (name, login)


def test_other_methods_are_refused(client: Client, db: None) -> None:
    for method in ("put", "patch", "delete", "trace"):
        assert getattr(client, method)("/services/").status_code == 405


def test_no_page_asks_the_database_more_than_fifteen_times(cast: Cast, objects: dict[str, Any]) -> None:
    """The access log's own row is not counted."""
    over = {}
    for login in ("citizen", "clerk", "officer", "head", "provider", "editor"):
        client = signed_in(cast, login)
        for name in TABLE:
            connection.queries_log.clear()  # it keeps 9000 statements and no more: once full, no page would be counted
            with CaptureQueriesContext(connection) as captured:
                answer(client, "get", address_of(name, objects))
            asked = [
                query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
            ]
            count = len([sql for sql in asked if "records_accesslog" not in sql or sql.startswith("SELECT")])
            if count > 15:
                over[f"{name} as {login}"] = count
    assert over == {}
