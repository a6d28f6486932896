from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from people.models import Person, Settlement
from records.models import DATA_KEY, StatusChange
from records.statements import AnyGiven, Given, Statement
from tests.support.cast import Cast, Send, assess, case_of

pytestmark = pytest.mark.django_db


def test_a_statement_runs_with_other_values_and_is_composed_once_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def build() -> object:
        language = translation.get_language()
        built.append(language)
        name = f"name_{language}"
        return Settlement.objects.filter(ekatte=AnyGiven("codes"), pk__gt=Given("after")).values_list("ekatte", name)

    statement = Statement(build)
    places = list(Settlement.objects.order_by("pk"))
    codes = [place.ekatte for place in places[:3]]
    assert [row[0] for row in statement.rows(codes=codes, after=0)] == codes
    assert [row[0] for row in statement.rows(codes=codes[1:], after=places[1].pk)] == codes[2:]
    assert statement.rows(codes=[], after=0) == []
    with translation.override("en"):
        assert statement.rows(codes=codes[:1], after=0) == [(codes[0], places[0].name_en)]
    assert built == ["bg", "en"]


@pytest.mark.parametrize(
    "build",
    [
        lambda: Person.objects.filter(uid=Given("uid")).values_list("phone"),
        lambda: StatusChange.objects.filter(subject_uid=Given("uid")).values_list("facts"),
    ],
)
def test_columns_that_python_must_read_are_refused(build: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="plain columns"):
        Statement(build).rows(uid=uuid4())


def test_a_value_that_was_not_given_is_an_error() -> None:
    statement = Statement(lambda: Settlement.objects.filter(ekatte=Given("code")).values_list("pk"))
    with pytest.raises(KeyError, match="code"):
        statement.rows()


def test_rows_of_a_model_come_as_the_queryset_gives_them(cast: Cast) -> None:
    """Encrypted columns, joined rows, columns left out, order and limit are as ever; nothing more is asked."""
    rows = Person.objects.select_related("data_key").only("uid", "phone", *DATA_KEY)
    statement = Statement(lambda: rows.filter(uid=Given("uid"))[:1])
    for person in (cast.daughter, cast.mother):
        [same] = Person.objects.with_key().filter(pk=person.pk)
        with CaptureQueriesContext(connection) as asked:
            [found] = statement.objects(uid=person.uid)
            assert (found.pk, found.phone, found.data_key) == (same.pk, same.phone, same.data_key)
        assert len(asked) == 1
        assert not found._state.adding
        # What was left out is read when somebody looks.
        assert found.family_name == same.family_name
    assert statement.objects(uid=uuid4()) == []


def test_a_short_list_does_not_make_a_statement_be_planned_anew_each_time(send: Send, cast: Cast) -> None:
    """A connection keeps the plan of a statement that it has prepared, if it looks no worse than one for the values."""
    case = case_of(send("home-patronage"))
    assess(case, cast)
    rows = StatusChange.objects.filter(subject_kind="casework.case", subject_uid=AnyGiven("uids"))
    statement = Statement(lambda: rows.order_by("-at").values_list("pk", "verb"))
    with connection.cursor() as cursor:
        # A few rows are read whole, whatever is asked; of many an index reads those of each value.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for _time in range(20):
            assert [verb for _pk, verb in statement.rows(uids=[case.uid])] == ["assess", "take"]
        cursor.execute("SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE '%\"verb\" AS %'")
        ((kept,),) = cursor.fetchall()
    assert kept
    assert statement.rows(uids=[]) == []
