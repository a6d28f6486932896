"""A draft of the daughter, and her browser."""

import pytest
from django.test import Client

from applications.actions import drafts
from applications.models import Application
from services.models import Service
from tests.support.cast import Cast, signed_in


@pytest.fixture
def draft(cast: Cast) -> Application:
    return drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)


@pytest.fixture
def daughter(cast: Cast) -> Client:
    return signed_in(cast.citizen)
