"""Pages beside the floor: requests a second by turns, queries, database time and bytes of one answer."""

import statistics
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.bench.measure import Result, Target, against
from tests.bench.servers import Bench

BULK = 500
PREPARED = 12


def _described(result: Result, path: str, login: str = "", body: dict[str, str] | None = None) -> Result:
    """One answer made in this process: what it asked the database and how long it is."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from people.models import User

    client = Client()
    if login:
        client.force_login(User.objects.get(email=f"{login}@demo.invalid"))
    ask: Callable[[], Any] = lambda: client.get(path) if body is None else client.post(path, body)  # noqa: E731
    # A server's connection has prepared what it asks often, and after five more times keeps its plan.
    for _time in range(PREPARED):
        ask()
    from django.core.cache import cache

    cache.clear()
    client.get("/privacy/")
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    result.queries = len(captured)
    result.db_ms = sum(float(query["time"]) for query in captured.captured_queries) * 1000
    result.bytes = len(response.content)
    return result


def _page(
    bench: Bench, name: str, path: str, login: str = "", body: dict[str, str] | None = None, *, vary: bool = False
) -> Result:
    ours: Target = bench.target(path, login, body, vary=vary)
    result = against(name, bench.size, ours, bench.floor_page())
    return _described(result, path, login, body)


def catalogue_cold(bench: Bench) -> Result:
    return _page(bench, "catalogue_cold", "/services/", vary=True)


def catalogue_warm(bench: Bench) -> Result:
    result = against("catalogue_warm", bench.size, bench.target("/services/"), bench.floor_page(cached=True))
    result.queries, result.db_ms = 0, 0.0
    return result


def service_page(bench: Bench) -> Result:
    return _page(bench, "service_page", "/services/home-patronage/", vary=True)


def search(bench: Bench) -> Result:
    return _page(bench, "search", f"/search/?q={quote('храна вкъщи за баба')}", vary=True)


def _draft() -> Any:
    from applications.actions import drafts
    from people.models import User
    from services.models import Service

    user = User.objects.get(email="citizen2@demo.invalid")
    return drafts.start(user, [Service.objects.get(slug="home-patronage")], by=user)


STEP = {"phone": "0888 123 456", "address_settlement": "99019", "address_line": "ул. „Липите“ 8", "answer_by": "portal"}


def apply_get(bench: Bench) -> Result:
    return _page(bench, "apply_get", f"/apply/draft/{_draft().uid}/step/common.contact/", "citizen2")


def apply_post(bench: Bench) -> Result:
    return _page(bench, "apply_post", f"/apply/draft/{_draft().uid}/step/common.contact/", "citizen2", STEP)


def desk_list(bench: Bench) -> Result:
    return _page(bench, "desk_list", "/desk/", "officer")


def desk_deep(bench: Bench) -> Result:
    """A page far down the list of all open cases."""
    from casework.models import Case

    rows = Case.objects.open().filter(unit__slug="unit-centre").order_by("due_on", "pk")
    count = rows.count()
    row = rows[min(100_000, max(0, count - 50))]
    return _page(bench, "desk_deep", f"/desk/?after={row.due_on}:{row.pk}", "officer")


def desk_filter(bench: Bench) -> Result:
    """What an index cannot answer alone: the rarest service among the unit's finished cases, the newest first."""
    from django.db.models import Count

    from casework.models import Case

    closed = Case.objects.filter(unit__slug="unit-centre", status="closed")
    rarest = closed.values_list("service__slug").annotate(number=Count("pk")).order_by("number").first()
    assert rarest is not None
    return _page(bench, "desk_filter", f"/desk/?status=closed&service={rarest[0]}&sort=-came", "officer")


def bulk_assign(bench: Bench) -> Result:
    """Five hundred cases to one of two officers by turns, from the head's press of the button; goal in ms: 3 000."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from casework.models import Case
    from people.models import User

    rows = Case.objects.open().filter(unit__slug="unit-centre").order_by("-due_on", "pk")[:BULK]
    cases = " ".join(str(uid) for uid in rows.values_list("uid", flat=True))
    officers = User.objects.working_in(rows.values_list("unit", flat=True)[:1]).order_by("pk")[:2]
    client = Client()
    client.force_login(User.objects.get(email="head@demo.invalid"))
    times = []
    for officer in [*officers] * 3:
        body = {"cases": cases, "officer": str(officer.uid), "reason": "workload", "sure": "1"}
        with CaptureQueriesContext(connection) as captured:
            start = time.perf_counter()
            response = client.post("/desk/chosen/assignment/", body)
            times.append((time.perf_counter() - start) * 1000)
        assert response.status_code == 302, response
    changed = Case.objects.filter(uid__in=cases.split(), assignee=officer).count()
    assert changed == min(BULK, Case.objects.open().filter(unit__slug="unit-centre").count()), changed
    return Result(
        "bulk_assign", bench.size, p50_ms=statistics.median(times), p99_ms=max(times), queries=len(captured),
        db_ms=sum(float(query["time"]) for query in captured.captured_queries) * 1000, repeats=times,
    )  # fmt: skip


def person_search(bench: Bench) -> Result:
    from people.models import Person

    person = Person.objects.order_by("-pk")[10]
    return _page(bench, "person_search", "/counter/", "clerk", {"text": person.short_name})


def case_page(bench: Bench) -> Result:
    from casework.models import Case

    case = Case.objects.filter(unit__slug="unit-centre", status="decided").latest("pk")
    return _page(bench, "case_page", f"/desk/{case.uid}/", "officer")


def own_page(bench: Bench) -> Result:
    """What a citizen sees of their own among everybody's."""
    return _page(bench, "own_page", "/my/", "citizen")


def figures_overview(bench: Bench) -> Result:
    return _page(bench, "figures_overview", "/figures/", "head")


def figures_referrals(bench: Bench) -> Result:
    return _page(bench, "figures_referrals", "/figures/referrals/", "head")


def figures_places(bench: Bench) -> Result:
    return _page(bench, "figures_places", "/figures/places/", "head")


def figures_needs(bench: Bench) -> Result:
    return _page(bench, "figures_needs", "/figures/needs/", "head")


def analysis_page(bench: Bench) -> Result:
    from casework.models import Analysis

    return _page(bench, "analysis_page", Analysis.objects.latest("pk").get_absolute_url(), "head")


MEASUREMENTS: dict[str, Callable[[Bench], Result]] = {
    function.__name__: function
    for function in (
        catalogue_cold, catalogue_warm, service_page, search, apply_get, apply_post,
        desk_list, desk_deep, desk_filter, person_search, case_page, own_page, bulk_assign,
        figures_overview, figures_referrals, figures_places, figures_needs, analysis_page,
    )
}  # fmt: skip
