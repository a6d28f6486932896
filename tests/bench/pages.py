"""Pages beside the floor: requests a second by turns, queries, database time and bytes of one answer."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.bench.measure import Result, Target, against
from tests.bench.servers import Bench


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


def person_search(bench: Bench) -> Result:
    from people.models import Person

    person = Person.objects.order_by("-pk")[10]
    return _page(bench, "person_search", "/counter/", "clerk", {"text": person.short_name})


def case_page(bench: Bench) -> Result:
    from casework.models import Case

    case = Case.objects.filter(unit__slug="unit-centre", status="decided").latest("pk")
    return _page(bench, "case_page", f"/desk/{case.uid}/", "officer")


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
        desk_list, desk_deep, person_search, case_page,
        figures_overview, figures_referrals, figures_places, figures_needs, analysis_page,
    )
}  # fmt: skip
