"""What the forms accept, the published JSON Schema accepts, and the other way round."""

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portal.demo.names import egn
from services.formschema import FormSchema, Question, build_form, holds, parse, schema_of
from services.formschema.compare import passes
from services.formschema.jsonschema import check_answers, check_schema, json_schema, problems
from services.formschema.orders import ordered
from services.formschema.schema import Test as Comparison
from services.models import FormVersion

pytestmark = pytest.mark.django_db


def typed(random: Random, question: Question) -> dict[str, list[str]]:
    """A value as a person might type it, right or wrong."""
    key = question.key
    match question.kind:
        case "yes_no":
            values = [random.choice(["yes", "no", "maybe"])]
        case "one_of":
            values = [random.choice([*(option.value for option in question.options), "x"])]
        case "many_of":
            values = [option.value for option in question.options if random.random() < 0.5]
        case "identity":
            kind = random.choice(["egn", "none"])
            number = random.choice([egn(random, "f", set()), "1234567890"])
            return {f"{key}_type": [kind], f"{key}_number": [number], f"{key}_reason": ["no_papers"]}
        case "address":
            place = random.choice(["99019", "other", ""])
            return {f"{key}_settlement": [place], f"{key}_place": ["Виена"], f"{key}_line": ["ул. Явор 1"]}
        case "household":
            values = ("Ана", random.choice(["child", ""]), random.choice(["1950", "195", ""]))
            return {
                f"{key}-0-{part}": [value] for part, value in zip(("name", "relation", "year"), values, strict=True)
            }
        case "income":
            values = (random.choice(["pension", ""]), random.choice(["12,5", "", "много"]))
            return {f"{key}-0-{part}": [value] for part, value in zip(("kind", "amount"), values, strict=True)}
        case "number":
            values = [random.choice(["4", "0", "-1", "x"])]
        case "money":
            values = [random.choice(["35,79", "0", "x"])]
        case "date":
            values = [random.choice(["1.2.1950", "1.2.2090", "x"])]
        case "phone":
            values = [random.choice(["0888 123 456", "1"])]
        case "email":
            values = [random.choice(["a@b.bg", "a@b"])]
        case "declaration":
            values = [random.choice(["on", ""])]
        case _:
            values = [random.choice(["дума", "", "две думи"])]
    return {key: values}


def answered(form: FormSchema, random: Random, wrong: float) -> tuple[dict[str, Any], bool]:
    """Walks the form; (stored answers, whether each step took them). Wrong ones come with the given chance."""
    answers: dict[str, Any] = {}
    for step in form.steps:
        if not holds(step.when, answers):
            continue
        for _attempt in range(60):
            data = QueryDict(mutable=True)
            for question in step.questions:
                for name, values in typed(random, question).items():
                    data.setlist(name, values)
            one = build_form(step, answers, data)
            if one.is_valid():
                break
            if random.random() < wrong:
                raw = {
                    question.key: data.get(question.key) for question in step.questions if question.key in one.errors
                }
                return {**answers, **one.stored(), **raw}, False
        else:
            return answers, False
        answers.update(one.stored())
    return answers, True


@pytest.mark.parametrize("slug", ["common", "home-patronage", "assistant-support", "day-centre-elderly"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), wrong=st.sampled_from([0.0, 0.3]))
def test_form_and_schema_accept_the_same_answers(slug: str, seed: int, wrong: float) -> None:
    version = FormVersion.objects.of(slug).published().get()
    form = schema_of(version.pk)
    answers, is_right = answered(form, Random(seed), wrong)
    assume(answers)
    found = check_answers(version.pk, json.loads(json.dumps(answers)))
    assert bool(found) is not is_right, (answers, found)


def test_every_published_version_is_a_schema_of_the_standard_with_both_languages() -> None:
    for version in FormVersion.objects.published():
        document = json_schema(schema_of(version.pk), address="https://example.bg/x.json", title="x")
        check_schema(document)
        assert all(part["x-title"]["en"] for part in document["properties"].values() if "title" in part)


@given(st.decimals(0, 2000, places=2), st.decimals(0, 2000, places=2), st.booleans())
def test_sums_are_compared_by_patterns_as_by_numbers(answer: Decimal, bound: Decimal, is_lower: bool) -> None:
    import re

    test = Comparison("q", "at_least" if is_lower else "at_most", str(bound))
    assert bool(re.search(ordered(bound, "money", is_lower), str(answer))) is passes(test, str(answer))


@given(st.dates(), st.dates(), st.booleans())
def test_dates_are_compared_by_patterns_as_by_the_calendar(answer: Any, bound: Any, is_lower: bool) -> None:
    import re

    test = Comparison("q", "at_least" if is_lower else "at_most", bound.isoformat())
    matched = re.search(ordered(bound.isoformat(), "date", is_lower), answer.isoformat())
    assert bool(matched) is passes(test, answer.isoformat())


def test_what_is_not_asked_with_these_answers_is_refused_by_name() -> None:
    ask = {"kind": "yes_no", "label_bg": "Въпрос", "label_en": "Question"}
    titles = {"title_bg": "Стъпка", "title_en": "Step"}
    when = {"all": [{"field": "q", "op": "is", "value": "yes"}]}
    form = parse({"steps": [{"key": "one", **titles, "questions": [{"key": "q", **ask}]},
                            {"key": "two", **titles, "when": when, "questions": [{"key": "r", **ask}]}]})  # fmt: skip
    document = json_schema(form, address="https://example.bg/x.json", title="x")
    assert problems(document, {"q": "no"}) == []
    assert [one.path for one in problems(document, {"q": "no", "r": "yes"})] == [("r",)]
    assert [one.path for one in problems(document, {"q": "yes"})] == [("r",)]
    assert [one.path for one in problems(document, {"q": "no", "z": 1})] == [("z",)]


def test_the_schema_is_public_for_any_origin_and_asked_again_by_its_etag(client: Client) -> None:
    response = client.get("/forms/home-patronage/latest/schema.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/schema+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    document = response.json()
    assert document["$id"].endswith("/forms/home-patronage/1/schema.json")
    again = client.get("/forms/home-patronage/1/schema.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/forms/home-patronage/99/schema.json").status_code == 404
