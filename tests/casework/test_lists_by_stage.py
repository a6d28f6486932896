"""Lists by the stage of a service and by what a case waits for: in the address, in the search, saved as the others."""

from typing import Any

import pytest

from casework.actions import cases, clocks
from casework.models import Case, SavedFilter, SuspensionGround
from tests.casework.test_lists import numbers
from tests.casework.test_stages import stages_of
from tests.support.cast import Cast, Send, case_of, hold, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(send: Send, cast: Cast) -> Case:
    case = case_of(send("home-patronage"))
    cases.take(case, by=cast.officer)
    return case


def test_a_list_of_a_stage_holds_those_who_are_in_it_and_is_saved(taken: Case, send: Send, cast: Cast) -> None:
    stages_of("home-patronage")
    other = case_of(send("parking-card"))
    officer = signed_in(cast.officer)
    officer.post(f"/desk/{taken.uid}/stage/", {"stage": "visit"})
    visit, call = "stage=home-patronage/visit", "stage=home-patronage/call"
    assert (numbers(officer, visit), numbers(officer, call)) == ([taken.number], [])
    Case.objects.filter(pk=taken.pk).update(stage="")  # nobody has named one: the first
    assert (numbers(officer, visit), numbers(officer, call)) == ([], [taken.number])
    searched = f"{call}&q={taken.beneficiary.family_name}"
    assert numbers(officer, searched) == [taken.number]
    assert numbers(officer, f"{visit}&q={taken.beneficiary.family_name}") == []
    assert other.number not in numbers(officer, call)
    assert "stage" in officer.get("/desk/filters/").content.decode()
    officer.post(f"/desk/filters/new/?{call}", {"name": "За обаждане"})
    assert SavedFilter.objects.get().query == "stage=home-patronage%2Fcall"
    assert numbers(officer, "stage=home-patronage/none") == []
    assert "вече го няма" in officer.get("/desk/?stage=home-patronage/none").content.decode()


def test_lists_by_what_a_case_waits_for(taken: Case, send: Send, cast: Cast) -> None:
    officer = signed_in(cast.officer)
    asked = case_of(send("assistant-support"))
    hold(asked, cast)
    clocks.stop(taken, SuspensionGround.objects.get(code="guardianship"), by=cast.officer)
    found = {clock: numbers(officer, f"clock={clock}") for clock in ("stopped", "hold", "opinion")}
    assert found == {"stopped": [taken.number], "hold": [asked.number], "opinion": []}
    same: Any = {
        clock: numbers(officer, f"clock={clock}&q={taken.beneficiary.family_name}") for clock in ("stopped", "hold")
    }
    assert same == {"stopped": [taken.number], "hold": [asked.number]}
