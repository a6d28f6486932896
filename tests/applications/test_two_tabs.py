"""Two tabs save the same new step at the same moment: one row, no error, the last one counts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from applications.actions import drafts
from applications.models import StepAnswers
from services.models import Service
from tests.support.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_two_tabs_make_one_row(cast: Cast) -> None:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)

    def save(number: int) -> None:
        try:
            drafts.save_step(draft, "common.contact", {"phone": str(number)}, by=cast.citizen)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(16)))
    row = StepAnswers.objects.get(application=draft)
    assert row.revision == 16
