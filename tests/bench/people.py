"""Finding one among 150 000 people, in a database of its own: `python -m tests.bench.people`.

Prints one JSON object: by way of asking the 95th percentile, in ms, of the database and of the whole request.
"""

import json
import os
import random
import sys
import time
from typing import Any

RUNS = int(os.environ.get("RUNS", "100"))


def main() -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.support import crowd

    call_command("migrate", database="owner", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    call_command("make_demo_seal", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_demo", size="S", verbosity=0)
    crowd.make(int(os.environ.get("PERSONS", "150000")))
    print(json.dumps({way: _timed(texts) for way, texts in _asked().items()}))
    return 0


def _asked() -> dict[str, list[str]]:
    """What is typed, by way."""
    from applications.actions import tracking
    from applications.models import Application
    from people.models import Person, User
    from tests.support import crowd

    rows = Person.objects.with_key().order_by("pk")
    chance, last = random.Random(9), Person.objects.latest("pk").pk
    some = list(rows.filter(pk__in=chance.sample(range(last // 2, last), RUNS * 2), id_number__isnull=False)[:RUNS])
    asked: dict[str, list[str]] = {"number": [one.id_number or "" for one in some]}
    asked["phone"] = [one.phone for one in some if one.phone]
    sent = list(Application.objects.submitted().filter(number__gt="").order_by("pk")[:RUNS])
    asked["reference"] = [str(one.number) for one in sent]
    clerk = User.objects.get(email="clerk@demo.invalid")
    asked["code"] = [tracking.issue_code(one, by=clerk) for one in sent[:20]]
    for one in crowd.typed(some):
        asked.setdefault(one.way, []).append(one.text)
    return asked


def _timed(texts: list[str]) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from applications.finding import find
    from people.models import User

    clerk = User.objects.get(email="clerk@demo.invalid")
    client = Client()
    client.force_login(clerk)
    database, whole = [], []
    for text in [texts[0], *texts]:
        with CaptureQueriesContext(connection) as captured:
            find(text, by=clerk)
        database.append(sum(float(query["time"]) for query in captured.captured_queries) * 1000)
        start = time.perf_counter()
        answer: Any = client.post("/counter/", {"text": text})
        whole.append((time.perf_counter() - start) * 1000)
        assert answer.status_code in {200, 302}, answer
    return {"db": _p95(database[1:]), "request": _p95(whole[1:])}


def _p95(times: list[float]) -> float:
    return round(sorted(times)[int(len(times) * 0.95) - 1], 1)


if __name__ == "__main__":
    sys.exit(main())
