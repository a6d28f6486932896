"""The bench's own database, portal and floor, kept between runs under var/bench."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from portal import embedded
from portal.processes import Process
from portal.supervisor import ROOT, Supervisor
from tests.bench.measure import Target

WORKERS = "2"
CARDS = (
    "CREATE TABLE IF NOT EXISTS bench_card (id serial PRIMARY KEY, kind int, position int, title text, summary text, "
    "price text, place text, note text)",
    "CREATE INDEX IF NOT EXISTS bench_card_kind ON bench_card (kind, position)",
    "INSERT INTO bench_card (kind, position, title, summary, price, place, note) SELECT n %% 40, n, "
    "'Домашен социален патронаж ' || n, repeat('Топла храна до дома и битова помощ. ', 8), '35,79 €', 'гр. Белоречие', "
    "repeat('свободни места ', 6) FROM generate_series(1, 1000) n WHERE NOT EXISTS (SELECT 1 FROM bench_card)",
)


class Bench:
    """`with Bench("S") as bench`: servers are up, this process sees the same database through Django.

    PERSONS= and CASES= make a town of another size, in a room of its own.
    """

    def __init__(self, size: str) -> None:
        self.size = size
        given = {name: os.environ[name.upper()] for name in ("persons", "cases") if os.environ.get(name.upper())}
        self.amounts = [part for name, value in given.items() for part in (f"--{name}", value)]
        self.room = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "-".join(("bench", size, *given.values()))
        self.room.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Bench":
        self.services = embedded.start(self.room)
        self.port, self.floor_port = _free_port(), _free_port()
        self.url, self.floor_url = (f"http://127.0.0.1:{port}" for port in (self.port, self.floor_port))
        self.environment = {
            **self.services.environment(),
            "DEMO": "1",
            "VAR_DIR": str(self.room),
            "PUBLIC_URL": self.url,
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": WORKERS,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        web = Process("web", ("gunicorn", "-c", "python:portal.gunicorn_conf", "portal.wsgi"))
        self.supervisor = Supervisor([web], self.environment, self.room / "log")
        try:
            self._prepare()
            self._start_floor()
            self.supervisor.start_all()
            for address in (f"{self.floor_url}/floor/", f"{self.url}/healthz/live"):
                _wait(address)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _prepare(self) -> None:
        command = ("python", "manage.py", "prepare_demo", "--size", self.size, *self.amounts)
        assert self.supervisor.run(Process("prepare_demo", command)) == 0
        os.environ.update(self.environment)
        import django

        django.setup()
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            for statement in CARDS:
                cursor.execute(statement.replace("%%", "%"))
            cursor.execute("VACUUM (ANALYZE)")  # as autovacuum has done in a town that lives
        connections["owner"].close()

    def _start_floor(self) -> None:
        command = [
            str(Path(sys.executable).parent / "gunicorn"),
            "-c", "python:portal.gunicorn_conf", "tests.bench.floor",
        ]  # fmt: skip
        environment = {**os.environ, **self.environment, "WEB_BIND": f"127.0.0.1:{self.floor_port}"}
        with (self.room / "log" / "floor.log").open("ab") as log:
            self.floor = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def __exit__(self, _kind: Any, _error: Any, _trace: TracebackType | None) -> None:
        if hasattr(self, "floor"):
            self.floor.terminate()
            self.floor.wait()
        self.supervisor.stop()
        self.services.stop()

    def signed_in(self, login: str) -> dict[str, str]:
        """Cookies of a session, and a CSRF secret that is its own token."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

        from people.models import User
        from people.sessions import SessionStore

        user = User.objects.get(email=f"{login}@demo.invalid")
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        return {
            settings.SESSION_COOKIE_NAME: str(session.session_key),
            settings.CSRF_COOKIE_NAME: secrets.token_hex(16),
        }

    def target(self, path: str, login: str = "", body: dict[str, str] | None = None, *, vary: bool = False) -> Target:
        from urllib.parse import urlencode

        cookies = self.signed_in(login) if login else {}
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if body is None:
            return Target(f"{self.url}{path}", cookie, vary=vary)
        fields = {**body, "csrfmiddlewaretoken": cookies["csrftoken"]}
        return Target(f"{self.url}{path}", cookie, "POST", urlencode(fields), vary)

    def floor_page(self, *, cached: bool = False) -> Target:
        return Target(f"{self.floor_url}/floor-cached/" if cached else f"{self.floor_url}/floor/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer.")
