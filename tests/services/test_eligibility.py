"""Three answers to each rule: yes, no, not known. Knowing more never takes away what was sure."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eligibility import Between, Likelihood, Some, check, every, holds, judge, passes, some
from services.models import Requirement, Service

FIELDS = ("age", "telk", "hard", "lives")
VALUES: dict[str, Any] = {
    "age": st.integers(0, 120),
    "telk": st.sampled_from(["no", "yes", "attendance"]),
    "hard": st.lists(st.sampled_from(["eating", "moving", "money"]), min_size=1, unique=True),
    "lives": st.sampled_from(["alone", "with_others"]),
}
MEMBER = st.fixed_dictionaries({"age": VALUES["age"], "telk": VALUES["telk"]})
FACTS = st.fixed_dictionaries({}, optional={**VALUES, "home": st.lists(MEMBER, max_size=4)})
NUMBER_TEST = st.builds(
    lambda op, value: {"field": "age", "op": op, "value": value},
    st.sampled_from(["at_least", "at_most", "is", "is_not"]),
    st.integers(0, 120),
)
CODE_TEST = st.builds(
    lambda field, op, value: {"field": field, "op": op, "value": [value] if op == "one_of" else value},
    st.sampled_from(FIELDS),
    st.sampled_from(["is", "is_not", "one_of", "contains", "answered"]),
    st.sampled_from(["no", "yes", "attendance", "eating", "money", "alone"]),
)
TESTS = st.lists(NUMBER_TEST | CODE_TEST, max_size=3)
REQUIREMENT = st.builds(
    lambda subject, every_one, any_one, least: Requirement(
        subject=subject, tests={"all": every_one, "any": any_one}, at_least=least
    ),
    st.sampled_from(list(Requirement.Subject)),
    TESTS,
    TESTS,
    st.integers(1, 4),
)


@given(REQUIREMENT, FACTS, st.data())
def test_knowing_more_never_turns_a_yes_or_a_no(requirement: Requirement, facts: dict[str, Any], data: Any) -> None:
    known = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    before = holds(requirement, {name: facts[name] for name in known})
    assert before in (None, holds(requirement, facts))


@given(TESTS, FACTS)
def test_all_and_any_are_bound_by_their_parts(tests: list[Any], facts: dict[str, Any]) -> None:
    found = [check(test, facts) for test in tests]
    together = passes({"all": tests}, facts)
    either = passes({"any": tests}, facts) if tests else None
    assert (together is True) == all(one is True for one in found)
    assert (together is False) == any(one is False for one in found)
    if tests:
        assert (either is True) == any(one is True for one in found)
        assert (either is False) == all(one is False for one in found)


@given(st.lists(st.sampled_from([True, False, None])))
def test_not_known_is_neither_yes_nor_no(truths: list[bool | None]) -> None:
    opposite = [None if truth is None else not truth for truth in truths]
    both = every(truths)
    assert some(opposite) == (None if both is None else not both)


@given(MEMBER, st.lists(MEMBER, max_size=5), st.integers(0, 120), st.integers(1, 6))
def test_quantifiers_over_the_home_count_the_person_too(
    person: dict[str, Any], others: list[dict[str, Any]], limit: int, least: int
) -> None:
    tests = {"all": [{"field": "age", "op": "at_least", "value": limit}]}
    old = sum(member["age"] >= limit for member in [person, *others])
    facts = {**person, "home": others}

    def asked(subject: str) -> bool | None:
        return holds(Requirement(subject=subject, tests=tests, at_least=least), facts)

    assert asked("any_member") is (old >= 1)
    assert asked("all_members") is (old == len(others) + 1)
    assert asked("count_members") is (old >= least)
    alone_known = holds(Requirement(subject="all_members", tests=tests), person)
    assert alone_known is (None if person["age"] >= limit else False)


@pytest.mark.parametrize(
    ("answer", "op", "value", "truth"),
    [
        (75, "at_least", 75, True), (74, "at_least", 75, False), ("82", "at_least", 75, True),
        (17, "at_most", 17, True), (18, "at_most", 17, False), (None, "at_least", 1, None), (0, "at_most", 3, True),
        ("no", "is_not", "yes", True), ("no", "is_not", "no", False), ("", "is_not", "no", None),
        (["a", "b"], "contains", "a", True), (["a"], "contains", "b", False), ([], "contains", "b", None),
        (["a"], "is_not", "b", True), (["a", "b"], "is_not", "b", False), (["a"], "one_of", ["b", "a"], True),
        ("a", "one_of", ["b"], False), ("a", "answered", None, True), (None, "answered", None, None),
        (Between(62, None), "at_least", 62, True), (Between(62, None), "at_least", 75, None),
        (Between(62, None), "at_most", 17, False), (Between(0, 17), "at_most", 17, True), (Between(0, 17), "at_most", 7, None),
        (Between(0, 17), "at_least", 18, False), (Between(0, 17), "is", 9, None),
        (Some(frozenset({"a"})), "contains", "a", True), (Some(frozenset({"a"})), "contains", "b", None),
        (Some(frozenset({"a"})), "is_not", "a", False), (Some(frozenset({"a"})), "is_not", "b", None),
        ("many", "at_least", 3, None),
    ],
)  # fmt: skip
def test_every_kind_of_test(answer: Any, op: str, value: Any, truth: bool | None) -> None:
    assert check({"field": "x", "op": op, "value": value}, {"x": answer}) is truth


@pytest.mark.django_db
def test_a_household_with_anybody_over_75_makes_it_likely_and_a_priority_never_blocks() -> None:
    service = Service.objects.get(slug="day-centre-elderly")
    service.requirements.all().delete()
    tests = {"all": [{"field": "age", "op": "at_least", "value": 75}]}
    service.requirements.create(slug="any", name_bg="Някой е на 75", name_en="", subject="any_member", tests=tests)
    service.requirements.create(slug="all", name_bg="Всички са на 75", name_en="", subject="all_members", tests=tests,
                                weight="priority")  # fmt: skip
    assert judge(service, {"age": 40}).likelihood == Likelihood.MAYBE
    assert judge(service, {"age": 40, "home": []}).likelihood == Likelihood.UNLIKELY
    one = judge(service, {"age": 40, "home": [{"age": 80, "telk": "no"}]})
    both = judge(service, {"age": 76, "home": [{"age": 80, "telk": "no"}]})
    assert (one.likelihood, one.priority) == (Likelihood.LIKELY, [])
    assert [reason.name_bg for reason in both.priority] == ["Всички са на 75"]
