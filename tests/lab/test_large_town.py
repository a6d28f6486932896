"""The town of a million cases is made of copies: each of them whole, its own, and readable."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import embedded
from tests.support.stack import Stack

pytestmark = [pytest.mark.lab, pytest.mark.stack]
COPIES = 3
MAKE = f"""
from django.core.management import call_command
from django.db import transaction
from portal.demo.copies import Copies
from portal.management.commands.load_demo import Command
Command()._history(40, 60)
with transaction.atomic(using="owner"):
    Copies().write({COPIES})
"""
# Every text that is stored sealed, opened by the application itself.
READ = """
import json
from django.apps import apps
from records.crypto import EncryptedField
from casework.models import Case, Decision
read = 0
for label in ("applications.Application", "casework.Case", "casework.Assessment", "casework.Decision"):
    model = apps.get_model(label)
    fields = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
    for row in model.objects.select_related("data_key"):
        read += sum(bool(getattr(row, name)) for name in fields)
print(json.dumps(read))
"""


@pytest.fixture
def town(servers: embedded.Services, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(servers, tmp_path, size=None, database="edno_large")
    try:
        yield stack
    finally:
        stack.stop()


def test_copies_are_whole_and_their_own(town: Stack) -> None:
    before = town.sql("SELECT count(*) FROM pg_constraint"), town.sql("SELECT count(*) FROM pg_indexes")
    town.shell(MAKE)
    assert before == (town.sql("SELECT count(*) FROM pg_constraint"), town.sql("SELECT count(*) FROM pg_indexes"))
    ((applications,),) = town.sql("SELECT count(*) FROM applications_application")
    assert applications == 60 * (COPIES + 1)
    ((keys,),) = town.sql("SELECT count(DISTINCT wrapped) FROM records_datakey WHERE owner_kind = 'application'")
    assert keys == applications
    # Numbers of the register without a gap, and the counter where they end.
    numbers = town.sql(
        "SELECT counter.last, count(*), count(DISTINCT number), max(split_part(number, '-', 3)::int) "
        "FROM records_registercounter counter JOIN applications_application "
        "ON number LIKE counter.register || '-' || counter.year || '-%%' GROUP BY counter.id"
    )
    assert numbers and all(len({*row}) == 1 for row in numbers), numbers
    # A case tells its own story, from one step to the next, and is as its last step left it.
    ((torn,),) = town.sql(
        "SELECT count(*) FROM (SELECT subject_uid, from_status, lag(to_status) OVER "
        "(PARTITION BY subject_uid ORDER BY at, id) AS former FROM records_statuschange "
        "WHERE subject_kind = 'casework.case') AS step WHERE former IS NOT NULL AND former <> from_status"
    )
    ((untold,),) = town.sql(
        "SELECT count(*) FROM casework_case c WHERE status <> 'new' AND NOT EXISTS (SELECT FROM records_statuschange s "
        "WHERE s.subject_kind = 'casework.case' AND s.subject_uid = c.uid AND s.to_status = c.status)"
    )
    assert (torn, untold) == (0, 0)
    # Other people than in the first history.
    ((people,),) = town.sql("SELECT count(DISTINCT beneficiary_id) FROM casework_case")
    assert people > 30
    assert json.loads(town.shell(READ)) > applications
    over = town.sql(
        "SELECT offer.id FROM services_offer offer JOIN casework_placehold hold ON hold.offer_id = offer.id "
        "AND hold.status IN ('held', 'accepted', 'taken') GROUP BY offer.id, capacity HAVING count(*) > capacity"
    )
    assert over == []
