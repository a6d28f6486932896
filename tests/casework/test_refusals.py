"""A refusal that opens doors: every unmet condition and another way, both computed from the facts."""

import pytest

from casework import refusals
from casework.actions import decisions
from casework.models import Case, Decision, Outcome, Reason
from casework.wording import wording
from services import version
from services.models import Requirement, Service
from tests.support.cast import Cast, Send, assess, case_of, signed_in

pytestmark = pytest.mark.django_db


def eighty(send: Send, cast: Cast, slug: str) -> Case:
    cast.mother.birth_date = "1946-03-12"
    cast.mother.save()
    case = case_of(send(slug))
    assess(case, cast, is_eligible=False)
    return Case.objects.with_parts().get(pk=case.pk)


def must(service: Service, otherwise: str, **test: object) -> None:
    Requirement.objects.create(
        service=service, name_bg=otherwise, name_en="x", otherwise_bg=otherwise, otherwise_en="x",
        tests={"all": [test]}, position=90, slug=f"must-{Requirement.objects.count()}",
    )  # fmt: skip
    version.bump()


def test_conditions_that_the_facts_contradict_are_named_and_those_not_known_are_not(send: Send, cast: Cast) -> None:
    case = eighty(send, cast, "home-patronage")
    must(case.service, "ако сте до 30 години", field="age", op="at_most", value=30)
    must(case.service, "ако имате градина", field="garden", op="is", value="yes")
    lines = refusals.unmet_conditions(case)
    assert "не е изпълнено условието „ако сте до 30 години“" in lines
    assert "градина" not in str(lines)
    assert "не установи нужда" in lines[-1]


def test_what_the_facts_speak_against_is_no_other_way(send: Send, cast: Cast) -> None:
    case = eighty(send, cast, "home-patronage")
    before = refusals.alternatives(case)
    assert before
    must(before[0], "ако сте до 30 години", field="age", op="at_most", value=30)
    assert before[0] not in refusals.alternatives(case)
    Service.objects.exclude(access="general").update(emergency=True)
    assert {service.access for service in refusals.alternatives(case)} <= {"general"}


def test_the_officer_adds_conditions_and_cannot_leave_out_the_computed(send: Send, cast: Cast) -> None:
    case = eighty(send, cast, "home-patronage")
    officer, other = signed_in(cast.officer), refusals.alternatives(case)[0]
    address = f"/desk/{case.uid}/decision/"
    assert "не установи нужда" in officer.get(address).content.decode()
    typed = {"outcome": "refusal", "findings": "Справя се.", "reasons": ["no-need"], "unmet": "– Живее другаде.\n"}
    answer = officer.post(address, typed).content.decode()
    assert "Живее другаде" in answer and "Грешка" in answer
    assert officer.post(address, {**typed, "alternatives": [other.slug]}).status_code == 302
    decision = Decision.objects.select_related("data_key", "template").get(case=case)
    assert decision.unmet is not None and decision.unmet[-1] == "Живее другаде"
    text, appeal = wording(decision)
    for said in (*decision.unmet, other.name_bg):
        assert said in text
    assert "областния управител" in appeal


def test_a_reason_that_is_no_longer_in_force_cannot_be_given(send: Send, cast: Cast) -> None:
    case = eighty(send, cast, "home-patronage")
    Reason.objects.filter(code="no-need").update(valid_to="2021-01-01")
    typed = {"outcome": "refusal", "findings": "x", "reasons": ["no-need"], "alternatives": ["hot-lunch"]}
    assert signed_in(cast.officer).post(f"/desk/{case.uid}/decision/", typed).status_code == 200
    with pytest.raises(decisions.CannotDecide):
        decisions.draft(case, outcome=Outcome.REFUSAL, findings="x", by=cast.officer)
