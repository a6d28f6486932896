"""Fixtures of the cast, imported late: models can be loaded only once the settings are there."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from portal import embedded


@pytest.fixture
def cast(db: Any) -> Any:
    from tests.support.cast import make_cast

    return make_cast()


@pytest.fixture
def send(cast: Any) -> Any:
    """`send("home-patronage")`: the daughter's application for her mother; `by=` somebody for themselves."""
    from tests.support.cast import sender

    return sender(cast)


@pytest.fixture(scope="session")
def clamd_socket() -> Iterator[str]:
    """A real clamd, started by the first test that asks for it."""
    sockets = embedded.socket_dir()
    process = embedded.clamd(sockets)
    yield str(sockets / "clamd.sock")
    process.kill()
    process.wait()
    shutil.rmtree(sockets, ignore_errors=True)
