"""Every test runs on a real PostgreSQL as the app role, and on a real Redis. Settings are read after this."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import django
import pytest
import pytest_socket
import time_machine
from django.utils import translation

from portal import embedded
from tests.support.guards import UndefinedVariable, reads_only

pytest_plugins = ["tests.support.stack", "tests.support.browser", "tests.support.fixtures"]

ROOM = Path(tempfile.mkdtemp(prefix="edno-tests-", dir="/tmp"))
ROOM.chmod(0o711)
(ROOM / "static").mkdir()
for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "ANTIVIRUS"):
    os.environ.pop(name, None)
SERVERS = embedded.start(ROOM, durable=False)
os.environ.update(
    embedded.create_database(SERVERS, "edno_test").environment(),
    DJANGO_SETTINGS_MODULE="portal.settings",
    TESTING="1",
    VAR_DIR=str(ROOM),
)
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Whoever only hands out the tests leaves the workers to read settings for servers of their own."""
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "VAR_DIR", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: its event loop stays in this thread, where sealing needs one of its own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_unconfigure() -> None:
    from django.db import connections

    connections.close_all()
    SERVERS.stop()
    shutil.rmtree(ROOM, ignore_errors=True)


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def servers() -> embedded.Services:
    return SERVERS


@pytest.fixture(scope="session", autouse=True)
def _guards() -> None:
    """Undefined template variables fail, tasks are never eager, passwords cost nothing; there is a seal."""
    from django.conf import settings
    from django.core.management import call_command
    from django.template import engines

    assert not getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)
    guard = UndefinedVariable("%s")
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = guard
    engines["django"].engine.string_if_invalid = guard
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    call_command("make_demo_seal", verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """The owner migrates; the tests connect as the app. Reference data is there for all."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        call_command("load_catalogue", verbosity=0)


@pytest.fixture(autouse=True)
def _clean_slate() -> None:
    """Empty caches, and the language of nobody's last request."""
    translation.deactivate()
    from django.core.cache import caches

    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture
def freeze() -> Iterator[Callable[[Any], None]]:
    """`freeze("2026-11-23 10:00+02:00")` stops the clock there until the test ends, or until called again."""
    running: list[time_machine.travel] = []

    def at(moment: Any) -> None:
        while running:
            running.pop().stop()
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        running.append(traveller)

    yield at
    while running:
        running.pop().stop()


@pytest.fixture
def get_never_writes() -> Callable[[], AbstractContextManager[None]]:
    """`with get_never_writes(): client.get(...)` fails on anything but SELECT and the access log."""
    return reads_only
