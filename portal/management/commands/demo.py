"""`make demo`: private servers, a generated municipality and the whole list of processes, until Ctrl-C."""

import base64
import fcntl
import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import embedded
from portal.demo.accounts import ACCOUNTS, PASSWORD, address
from portal.processes import PROCESSES, Process
from portal.supervisor import Supervisor

READY_SECONDS = 120


class Stopped(Exception):
    """Ctrl-C or SIGTERM."""


class Command(BaseCommand):
    help = "Runs the demonstration until it is stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", default="S", choices=["S", "M", "L"])
        parser.add_argument("--port", default=8000, type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _raise_stopped)
        try:
            with _alone(settings.VAR_DIR):
                self._run(options["port"], options["size"])
        except Stopped:
            self.stdout.write("Stopped.")

    def _run(self, port: int, size: str) -> None:
        _refuse_taken(port)
        self._say("Starting the database…")
        services = embedded.start(settings.VAR_DIR, antivirus=True)
        environment = {**services.environment(), **_secrets(settings.VAR_DIR), **_addresses(port)}
        supervisor = Supervisor(PROCESSES, environment, settings.VAR_DIR / "log")
        try:
            self._serve(supervisor, port, size)
        finally:
            _ignore_signals()
            supervisor.stop()
            services.stop()

    def _serve(self, supervisor: Supervisor, port: int, size: str) -> None:
        self._say("Preparing the data…")
        prepare = Process("prepare", ("python", "manage.py", "prepare_demo", "--size", size))
        if supervisor.run(prepare):
            raise CommandError("The demo could not be prepared; the reason stands above.")
        self._say("Starting the portal…")
        supervisor.start_all()
        self._wait(supervisor, f"http://127.0.0.1:{port}/healthz/ready")
        self._say(f"\nDemo accounts, password {PASSWORD}:")
        for login, *_rest, words in ACCOUNTS:
            self._say(f"  {address(login):<26} {words}")
        self._say(f"\nREADY http://127.0.0.1:{port}")
        self._tend(supervisor)

    def _tend(self, supervisor: Supervisor) -> None:
        while True:
            for name in supervisor.tend():
                self._say(f"{name} ended and was started again; see {supervisor.logs}/{name}.log")
            time.sleep(0.5)

    def _wait(self, supervisor: Supervisor, url: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if _is_ready(url):
                return
            supervisor.tend()
            time.sleep(0.25)
        raise CommandError(f"Not ready in {READY_SECONDS} seconds.\n{supervisor.log_of('web')}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _ignore_signals() -> None:
    """A second Ctrl-C must not leave half of the processes behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    var.mkdir(parents=True, exist_ok=True)
    with (var / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"A demo already runs on {var}.") from None
        yield


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(f"Port {port} is taken. Choose another: make demo PORT=8010") from None


def _addresses(port: int) -> dict[str, str]:
    return {
        "DEMO": "1",
        "VAR_DIR": str(settings.VAR_DIR),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEB_BIND": f"127.0.0.1:{port}",
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
    }


def _secrets(var: Path) -> dict[str, str]:
    """Made once for this machine, readable by their owner alone."""
    path = var / "secrets.env"
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "KEKS": f"first:{_key()}",
            "KEK_CURRENT": "first",
            "BLIND_INDEX_KEY": _key(),
            "SEAL_PASSPHRASE": secrets.token_urlsafe(24),
        }
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}={value}\n" for name, value in made.items()))
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address on loopback
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
