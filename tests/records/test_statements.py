from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from people.models import Person, Settlement
from records.models import DATA_KEY, StatusChange
from records.statements import UNKNOWN_LIST, AnyGiven, Given, Statement
from tests.support.cast import Cast, Send, case_of

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


def test_a_short_list_counts_as_ten_values_and_gives_each_row_once(send: Send, cast: Cast) -> None:
    """A list that looks cheaper than one that is not known yet would be planned anew each time it is asked for."""
    case = case_of(send("home-patronage"))
    statement = Statement(lambda: StatusChange.objects.filter(subject_uid=AnyGiven("uids")).values_list("subject_uid"))
    with CaptureQueriesContext(connection) as captured:
        found = statement.rows(uids=[case.uid])
    assert captured[0]["sql"].count(case.uid.hex) == UNKNOWN_LIST
    assert len(found) == StatusChange.objects.filter(subject_uid=case.uid).count() > 0
    assert statement.rows(uids=[]) == []
