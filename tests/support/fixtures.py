"""Fixtures of the cast, imported late: models can be loaded only once the settings are there."""

from typing import Any

import pytest


@pytest.fixture
def cast(db: Any) -> Any:
    from tests.support.cast import make_cast

    return make_cast()


@pytest.fixture
def send(cast: Any) -> Any:
    """`send("home-patronage")`: the daughter's application for her mother; `by=` somebody for themselves."""
    from tests.support.cast import sender

    return sender(cast)
