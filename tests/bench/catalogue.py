"""The catalogue with forty services and with ten thousand, in a database of its own: `python -m tests.bench.catalogue`.

Prints one JSON object: p95 of the search in the database over the labelled queries, and of pages the median, in ms.
"""

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

QUERIES = Path(__file__).resolve().parents[1] / "services" / "queries.yaml"
MANY, RUNS = 10_000, 30
PAGES = {
    "list": "/services/?n=%d",
    "facets": "/services/?need=old-person&for=elderly&n=%d",
    "found": "/search/?q=храна&n=%d",
}


def main() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from services import version
    from tests.support import many

    call_command("migrate", database="owner", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    found: dict[str, Any] = {"few": _pages()}
    many.make(MANY)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    start = time.perf_counter()
    version.bump()
    found["bump"] = (time.perf_counter() - start) * 1000
    found["many"] = _pages()
    found["search"] = _search()
    print(json.dumps(found))
    return 0


def _pages() -> dict[str, float]:
    from django.test import Client

    client = Client()
    return {name: _median(client, address) for name, address in PAGES.items()}


def _median(client: Any, address: str) -> float:
    """Of pages that nobody has asked for before, with what a process keeps."""
    times = []
    for number in range(-2, RUNS):
        start = time.perf_counter()
        assert client.get(address % number).status_code == 200
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[2:])


def _search() -> dict[str, float]:
    """Planning and execution as PostgreSQL itself tells them."""
    import yaml
    from django.db import connection

    from services import search

    times = []
    with connection.cursor() as cursor:
        for row in (row for rows in yaml.safe_load(QUERIES.read_text()).values() for row in rows):
            values = search.asked_of(row["q"])
            if values is not None:
                cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + search.statement("bg"), values)
                plan = cursor.fetchone()[0][0]
                times.append((plan["Planning Time"] + plan["Execution Time"], row["q"]))
    times.sort()
    print(times[-8:], file=sys.stderr)
    return {"p50": times[len(times) // 2][0], "p95": times[int(len(times) * 0.95)][0], "worst": times[-1][0]}


if __name__ == "__main__":
    sys.exit(main())
