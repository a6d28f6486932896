"""Every verb from every status, generated from the tables; and two people at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections

from applications.models import Application, Correction
from casework.models import Case, Decision, PlaceHold
from records.models import AuditEvent, StatusChange
from records.workflow import WrongStatus, move, verbs
from tests.support.cast import Cast, Send, case_of

TABLES = (Application, Correction, Case, Decision, PlaceHold)


def pairs() -> Iterator[tuple[str, str]]:
    for verb in Case.STEPS:
        for status in Case._meta.get_field("status").choices:
            yield verb, status[0]


@pytest.mark.django_db
def test_every_verb_moves_from_its_statuses_and_from_no_other(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    for verb, status in pairs():
        Case.objects.filter(pk=case.pk).update(status=status)
        case.status = status
        history, audited = StatusChange.objects.count(), AuditEvent.objects.count()
        if status in Case.STEPS[verb].sources:
            assert verb in verbs(case)
            move(case, verb, by=cast.officer)
            assert (StatusChange.objects.count(), AuditEvent.objects.count()) == (history + 1, audited + 1)
            last = StatusChange.objects.latest("id")
            assert (last.verb, last.from_status, last.to_status) == (verb, status, Case.STEPS[verb].after(status))
        else:
            assert verb not in verbs(case)
            with pytest.raises(WrongStatus):
                move(case, verb, by=cast.officer)
            assert (StatusChange.objects.count(), AuditEvent.objects.count()) == (history, audited)
        case.refresh_from_db(fields=["status"])


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_step_leads_to_a_status_that_exists(model: Any) -> None:
    known = {value for value, _label in model._meta.get_field("status").choices}
    assert {source for step in model.STEPS.values() for source in step.sources} <= known
    assert {step.after(source) for step in model.STEPS.values() for source in step.sources} <= known


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_is_told_that_somebody_was_quicker(send: Send, cast: Cast) -> None:
    case = case_of(send("home-elderly"))
    Case.objects.filter(pk=case.pk).update(status="new")

    def forward(_number: int) -> bool:
        try:
            move(
                Case.objects.get(pk=case.pk),
                "forward",
                by=cast.officer,
                forwarded_to="dsp",
                forwarded_at=case.opened_at,
            )
        except WrongStatus:
            return False
        finally:
            close_old_connections()
            from django.db import connections

            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(forward, range(8)))
    assert results.count(True) == 1
    assert StatusChange.objects.filter(subject_uid=case.uid, verb="forward").count() == 1
