"""What a form may ask and on what conditions; what could not work is refused in words."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from services.formschema import SchemaError, build_form, holds, parse, unanswered
from services.formschema.rebase import is_empty, rebase
from services.formschema.schema import KINDS, WITH_OPTIONS


def question(key: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    options = [{"value": value, "bg": value, "en": value} for value in ("a", "b")] if kind in WITH_OPTIONS else []
    return {"key": key, "kind": kind, "label_bg": f"Въпрос {key}", "label_en": f"Question {key}", **(
        {"options": options} if options else {}), **more}  # fmt: skip


def step(key: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "title_bg": "Стъпка", "title_en": "Step", "questions": list(questions), **more}


def after(*tests: dict[str, Any], join: str = "all", first: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"steps": [step("one", first or question("q", "one_of")), step("two", question("r"), when={join: [*tests]})]}


def ask(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (after(ask("r", "answered")), "earlier step"),
        (after(ask("nowhere", "answered")), "not in the form"),
        (after(ask("q", "is", "c")), "not an option"),
        (after(ask("q", "is", "a"), ask("q", "is", "b")), "never be shown"),
        (after(ask("q", "at_least", 3)), "cannot answer"),
        (after(ask("q", "at_least", 5), ask("q", "at_most", 4), first=question("q", "number")), "never be shown"),
        (after(ask("q", "at_least", "soon"), first=question("q", "date")), "cannot be compared"),
        ({"steps": [step("one", question("q", when={"all": [ask("q", "answered")]}))]}, "own answer"),
        ({"steps": [step("one", question("q", prefill="person.shoe_size"))]}, "no such record"),
        ({"steps": [step("one", question("q"), question("q"))]}, "stands twice"),
        ({"steps": [step("one", question("q", label_en=""))]}, "both languages"),
        ({"steps": [step("one", question("q", hint_bg="само така"))]}, "one language only"),
        ({"steps": [step("one", question("Въпрос"))]}, "not a right key"),
        (
            after({"group": "q", "quantifier": "some", "tests": [ask("year", "at_least", 1)]}, first=question("q", "household")),
            "cannot answer",
        ),
    ],
)  # fmt: skip
def test_what_could_not_work_is_refused_in_words(schema: dict[str, Any], words: str) -> None:
    with translation.override("en"), pytest.raises(SchemaError, match=words):
        parse(schema)


def test_a_question_behind_an_unreachable_answer_is_unreachable_itself() -> None:
    schema = {
        "steps": [
            step("one", question("q", "yes_no")),
            step("two", question("r", "yes_no"), when={"all": [ask("q", "is", "yes")]}),
            step("three", question("s"), when={"all": [ask("r", "answered"), ask("q", "is", "no")]}),
        ]
    }
    with translation.override("en"), pytest.raises(SchemaError, match="three"):
        parse(schema)


@pytest.mark.parametrize(
    ("quantifier", "years", "is_met"),
    [
        ("any", ["1980", "1950"], True),
        ("any", ["1980"], False),
        ("all", ["1950", "1980"], False),
        ("all", ["1950", "1940"], True),
        ("all", [], False),
        ("count", ["1950", "1940", "2001"], True),
        ("count", ["1950", "2001"], False),
    ],
)
def test_a_condition_looks_at_the_people_of_the_household(quantifier: str, years: list[str], is_met: bool) -> None:
    group = {"group": "home", "quantifier": quantifier, "at_least": 2, "tests": [ask("year", "at_most", 1955)]}
    form = parse(after(group, first=question("home", "household")))
    assert holds(form.steps[1].when, {"home": [{"name": "x", "year": year} for year in years]}) is is_met


TYPED: dict[str, dict[str, str]] = {
    "text": {"q": "да"},
    "long_text": {"q": "да"},
    "number": {"q": "3"},
    "money": {"q": "35,79"},
    "date": {"q": "1.2.2026"},
    "yes_no": {"q": "yes"},
    "one_of": {"q": "a"},
    "many_of": {"q": "a"},
    "identity": {"q_type": "none", "q_reason": "no_papers"},
    "phone": {"q": "0888 123 456"},
    "email": {"q": "a@b.bg"},
    "address": {"q_settlement": "other", "q_place": "Виена", "q_line": "ул. Явор 1"},
    "person": {"q_given_name": "Ана", "q_family_name": "Колева", "q_identity_type": "none",
               "q_identity_reason": "no_papers"},
    "household": {"q-0-name": "Ана", "q-0-relation": "child", "q-0-year": "1950"},
    "income": {"q-0-kind": "pension", "q-0-amount": "322,37"},
    "file": {"q_how": "later"},
    "declaration": {"q": "on"},
    "information": {},
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_asked_answered_stored_and_left_out_with_an_explanation(kind: str) -> None:
    part = parse({"steps": [step("one", question("q", kind))]}).steps[0]
    form = build_form(part, {}, QueryDict(urlencode(TYPED[kind])))
    assert form.is_valid(), form.errors
    stored = form.stored()
    assert set(stored) == set(part.questions[0].names)
    assert not unanswered(part, stored, stored)
    again = build_form(part, {}, initial=stored, given={"q": "later"})
    assert "q" in str(again)
    nothing = build_form(part, {}, QueryDict())
    assert nothing.is_valid() is (kind == "information")
    if kind == "income":
        assert stored["q"] == [{"who": "", "kind": "pension", "amount": "322.37"}]
    if kind == "household":
        assert stored["q"] == [{"name": "Ана", "relation": "child", "year": "1950"}]


@pytest.mark.django_db
def test_a_person_who_need_not_be_named_is_left_out_as_a_whole_or_named_in_full() -> None:
    part = parse({"steps": [step("one", question("q", "person", required=False))]}).steps[0]
    assert build_form(part, {}, {"q_identity_type": "egn"}).is_valid()
    half = build_form(part, {}, {"q_identity_type": "egn", "q_given_name": "Ана"})
    assert set(half.errors) == {"q_family_name", "q_identity_number"}


ANSWERS: dict[str, Any] = {
    "text": "дума", "number": 4, "one_of": "a", "many_of": ["a", "b"], "yes_no": "no", "date": "2026-01-02",
    "household": [{"name": "Ана", "relation": "child", "year": ""}],
}  # fmt: skip
keys = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1, max_size=8)


@st.composite
def forms(draw: Any) -> dict[str, Any]:
    questions = [question(key, draw(st.sampled_from(sorted(ANSWERS)))) for key in draw(keys)]
    cut = draw(st.integers(0, len(questions)))
    parts = [part for part in (questions[:cut], questions[cut:]) if part]
    return {"steps": [step(name, *part) for name, part in zip(("one", "two"), parts, strict=False)]}


@settings(max_examples=300, deadline=None)
@given(forms(), forms(), st.booleans())
def test_no_answer_is_lost_between_any_two_versions_and_back(
    before: dict[str, Any], after_: dict[str, Any], half: bool
) -> None:
    old, new = parse(before), parse(after_)
    steps = old.steps[:1] if half else old.steps
    answers = {part.key: {one.key: ANSWERS[one.kind] for one in part.questions} for part in steps}
    moved = rebase(old, new, answers, {}, 1)
    given_before = sorted(repr(item) for part in answers.values() for item in part.items())
    carried = [item for part in moved.steps.values() for item in part.items()]
    kept = [item for entry in moved.aside.values() for item in entry["values"].items()]
    assert sorted(map(repr, [*carried, *kept])) == given_before
    assert not any(is_empty(entry) for entry in moved.aside.values())
    for part in new.steps:
        for name, value in moved.steps.get(part.key, {}).items():
            kind = next(one.kind for one in part.questions if one.key == name)
            assert ANSWERS[kind] == value
    back = rebase(new, old, moved.steps, moved.aside, 2)
    assert {key: part for key, part in back.steps.items() if part} == answers
    assert back.aside == {}
