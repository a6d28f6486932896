import pytest
from django.test import Client

from casework.actions import places
from casework.models import PlaceHold
from tests.support.cast import Cast, Send, case_of, hold, signed_in


@pytest.fixture
def held(send: Send, cast: Cast) -> PlaceHold:
    """A place at the home patronage that its manager has confirmed."""
    held = hold(case_of(send("home-patronage")), cast)
    places.accept(held, by=cast.provider)
    return held


@pytest.fixture
def worker(cast: Cast) -> Client:
    return signed_in(cast.provider)
