"""Several questions are one statement, and what comes back is what the ORM would have read."""

from typing import Any

import pytest

from applications.models import Attachment
from casework.models import Assessment, Deadline
from people.models import Person, Settlement
from records.bundles import Bundle
from records.models import StatusChange
from records.statements import Given
from tests.support.cast import Cast, Send, assess, case_of

pytestmark = pytest.mark.django_db


def test_rows_and_columns_of_several_tables_come_in_one_query(
    send: Send, cast: Cast, django_assert_num_queries: Any
) -> None:
    case = case_of(send("home-patronage"))
    assess(case, cast)
    bundle = Bundle(
        {
            "assessments": lambda: Assessment.objects.filter(case=Given("case")).select_related("data_key", "made_by"),
            "clocks": lambda: Deadline.objects.filter(case=Given("case")).values_list("due_on", "amount", "met_on"),
            "history": lambda: (
                StatusChange.objects.filter(subject_uid=Given("uid")).order_by("-id").values_list("verb", "at", "facts")
            ),
            "nothing": lambda: Attachment.objects.filter(application=Given("nobody")),
            "person": lambda: Person.objects.filter(pk=Given("person")).select_related("data_key"),
        }
    )
    given = {"case": case.pk, "uid": case.uid, "nobody": 0, "person": cast.mother.pk}
    bundle.read(**given)
    with django_assert_num_queries(1):
        found = bundle.read(**given)
        [row], [person] = found["assessments"], found["person"]
        assert (row.made_by.name, row.content["own_words"]) == (cast.officer.name, "Искам у дома.")
        assert person.id_number == cast.mother.id_number
    expected = Assessment.objects.get(case=case)
    assert [getattr(row, field.attname) for field in row._meta.concrete_fields] == [
        getattr(expected, field.attname) for field in row._meta.concrete_fields
    ]
    assert found["clocks"] == list(Deadline.objects.filter(case=case).values_list("due_on", "amount", "met_on"))
    rows = StatusChange.objects.filter(subject_uid=case.uid).order_by("-id")
    assert found["history"] == list(rows.values_list("verb", "at", "facts"))
    assert found["nothing"] == []


def test_a_column_that_cannot_be_read_back_is_refused_when_it_is_composed() -> None:
    from records.models import AccessLog

    with pytest.raises(TypeError, match=r"uuid\[\]"):
        Bundle({"looks": lambda: AccessLog.objects.all()}).read()


def test_a_question_without_a_value_for_its_place_is_an_error() -> None:
    with pytest.raises(KeyError):
        Bundle({"places": lambda: Settlement.objects.filter(ekatte=Given("code"))}).read()
