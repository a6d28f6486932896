"""The demo's processes on a database of their own, with an SMTP server that keeps every mail."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from portal import embedded
from portal.processes import PROCESSES, Process
from portal.supervisor import ROOT, Supervisor

READY_SECONDS = 90


class MailRoom:
    """An SMTP server on loopback. Each mail becomes a file, in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.senders: list[str] = []  # of the envelopes
        folder.mkdir(parents=True)
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.senders.append(envelope.mail_from)
        (self.folder / f"{time.time_ns()}.eml").write_bytes(envelope.content)
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def mails(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


class Stack:
    """`names` chooses processes; workers, relay and web die and come back by `kill` and `start`."""

    def __init__(
        self, servers: embedded.Services, room: Path, *, size: str | None = "S", database: str = "edno_stack"
    ) -> None:
        self.room = room
        self.services = embedded.create_database(servers, database)
        self.sockets = embedded.socket_dir()
        self.redis = embedded.redis_server(self.sockets)
        self.clamd = embedded.clamd(self.sockets)
        self.mail_room = MailRoom(room / "mails")
        port = free_port()
        self.base_url = f"http://127.0.0.1:{port}"
        self.environment = {
            **self.services.environment(),
            "REDIS_URL": f"redis+socket://{self.sockets}/redis.sock",
            "ANTIVIRUS": str(self.sockets / "clamd.sock"),
            "DEMO": "1",
            "TESTING": "",
            "VAR_DIR": str(room),
            "PUBLIC_URL": self.base_url,
            "WEB_BIND": f"127.0.0.1:{port}",
            "EMAIL_URL": self.mail_room.url,
        }
        self.supervisor = Supervisor(PROCESSES, self.environment, room / "log")
        self._prepare(size)

    def _prepare(self, size: str | None) -> None:
        commands = [
            ("collectstatic", "--noinput", "--verbosity", "0"),
            ("migrate", "--database", "owner", "--verbosity", "0"),
            ("load_catalogue",),
            *(("confirm_calendar", str(timezone.localdate().year + later)) for later in (0, 1)),
            ("make_demo_seal",),
            *([("load_demo", "--size", size)] if size else []),
        ]
        for command in commands:
            self.manage(*command)

    def manage(self, *command: str) -> None:
        """A management command in the stack's own environment."""
        process = Process(command[0], ("python", "manage.py", *command))
        assert self.supervisor.run(process) == 0, command

    def start(self, *names: str) -> None:
        """The named processes, or all; returns when everything answers."""
        for name in names or self.supervisor.processes:
            self.supervisor.start(name)
        self.wait_for(self.is_ready, READY_SECONDS)

    def kill(self, name: str, number: int = 9) -> None:
        self.supervisor.kill(name, number)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base_url}/healthz/ready", timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def wait_for(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """What the condition returns as soon as it is true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.1)
        logs = {name: self.supervisor.log_of(name, 1500) for name in self.supervisor.processes}
        raise AssertionError(f"Not within {seconds} s. {logs}")

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """As the owner, outside any transaction of the test."""
        with psycopg.connect(self.services.owner_database_url, autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def mails(self) -> list[EmailMessage]:
        return self.mail_room.mails()

    def flush_redis(self) -> None:
        self._redis_cli("FLUSHALL")

    def restart_redis(self) -> None:
        """Killed, with everything it knew; then there again on the same socket."""
        self.redis.kill()
        self.redis.wait()
        self.redis = embedded.redis_server(self.sockets)

    def _redis_cli(self, *command: str) -> None:
        cli = ["redis-cli", "-s", str(self.sockets / "redis.sock"), *command]
        subprocess.run(cli, check=True, capture_output=True)

    def shell(self, code: str) -> str:
        """Runs Python inside Django on the stack's database; what it prints."""
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
        done = subprocess.run(
            command, cwd=ROOT, env=self.supervisor.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self) -> None:
        self.supervisor.stop()
        self.mail_room.controller.stop()
        for server in (self.redis, self.clamd):
            server.kill()
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def stack(servers: embedded.Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(servers, tmp_path_factory.mktemp("stack"))
    try:
        running.start()
        yield running
    finally:
        running.stop()
