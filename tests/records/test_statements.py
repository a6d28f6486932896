from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import translation

from people.models import Person, Settlement
from records.models import StatusChange
from records.statements import AnyGiven, Given, Statement

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
