"""A second application asks only what is new: what is known is shown with its source and confirmed with one answer."""

import re
from random import Random
from typing import Any

import pytest
from django.test import Client

from applications.actions import drafts
from applications.models import Application, StepAnswers
from people.actions.households import household_of
from people.models import HouseholdMember, Person
from people.models.household import Source
from portal.demo import showcase
from services.formschema import schema_of
from services.models import FormVersion, Service
from tests.people.homes import lives_with, somebody
from tests.support.cast import Cast
from tests.support.cast import begin as serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def jana(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.citizen)
    return client


def with_family(cast: Cast, *slugs: str, beneficiary: Person | None = None) -> Application:
    """A sent application of somebody who lives with the family."""
    person = beneficiary or cast.daughter
    return showcase.apply(Random(1), cast.citizen, list(slugs), cast.daughter, person, lives="with_family")


def begin(client: Client, slug: str) -> str:
    answer = client.post(f"/apply/{slug}/", {"begin": "1"})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def confirm(client: Client, draft: str, *changed: str) -> Any:
    page = client.get(f"{draft}known/").content.decode()
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    return client.post(f"{draft}known/", {"shown": shown, "changed": changed})


def asked_after(client: Client, address: str) -> list[str]:
    """The steps that are still asked, in order, as the person comes to them."""
    found = []
    while match := re.search(r"/step/([a-z.0-9-]+)/$", address):
        step = match[1]
        found.append(step)
        scope, _dot, key = step.partition(".")
        form = FormVersion.objects.published().of(scope).get()
        questions = next(one for one in schema_of(form.pk).steps if one.key == key).questions
        data = {}
        for one in questions:
            data[one.key] = {"number": "2", "date": "1.12.2027", "text": "нещо"}.get(
                one.kind, one.options[0].value if one.options else "yes"
            )
        answer = client.post(address, data)
        assert answer.status_code == 302, answer.content.decode()
        address = answer.headers["Location"]
    return found


def test_a_second_service_asks_only_its_own_questions(cast: Cast, jana: Client) -> None:
    with_family(cast, "home-patronage")
    draft = begin(jana, "day-centre-elderly")
    assert f"{draft}known/" in jana.get(draft).content.decode()
    page = jana.get(f"{draft}known/").content.decode()
    assert "Георги Петров, 1949" in page
    assert "азано лично на" in page
    assert "от нашите записи от" in page.casefold()
    assert "от заявлението от" in page.casefold()
    answer = confirm(jana, draft)
    assert asked_after(jana, answer.headers["Location"]) == [
        "day-centre-elderly.attendance",
        "day-centre-elderly.interests",
    ]


def test_what_has_changed_is_asked_with_what_depends_on_it_and_nothing_else(cast: Cast, jana: Client) -> None:
    with_family(cast, "home-patronage")
    draft = begin(jana, "day-centre-elderly")
    answer = confirm(jana, draft, "common.household", "common.contact")
    assert answer.headers["Location"].endswith("/step/common.contact/")
    page = jana.get(f"{draft}step/common.household/").content.decode()
    assert 'value="Георги Петров"' in page
    assert "common.household" not in set(StepAnswers.objects.values_list("step", flat=True))
    assert "common.health" in set(StepAnswers.objects.values_list("step", flat=True))


def test_what_was_not_shown_is_not_confirmed(cast: Cast, jana: Client) -> None:
    with_family(cast, "home-patronage")
    draft = begin(jana, "day-centre-elderly")
    jana.post(f"{draft}known/", {"shown": ["common.you:0", "common.health"]})
    assert not StepAnswers.objects.exists()
    page = jana.get(f"{draft}known/").content.decode()
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    lives_with(cast.daughter, somebody("Нов Човек"))
    jana.post(f"{draft}known/", {"shown": shown})
    saved = set(StepAnswers.objects.values_list("step", flat=True))
    assert "common.household" not in saved
    assert "common.you" in saved


def test_what_was_said_of_another_person_is_not_proposed_for_oneself(cast: Cast, jana: Client) -> None:
    with_family(cast, "home-patronage", beneficiary=cast.mother)
    draft = begin(jana, "day-centre-elderly")
    page = jana.get(f"{draft}known/").content.decode()
    assert "Пенка Колева" in page or ">Пенка<" in page
    answer = confirm(jana, draft, "common.for-whom")
    assert answer.headers["Location"].endswith("/step/common.for-whom/")
    sent = jana.post(answer.headers["Location"], {"capacity": "self"})
    assert sent.headers["Location"].endswith("/step/common.home/")
    assert "Георги Петров" not in jana.get(f"{draft}step/common.household/").content.decode()


def test_for_the_same_person_again_everything_is_known_once_it_is_said_for_whom(cast: Cast, jana: Client) -> None:
    with_family(cast, "home-patronage", beneficiary=cast.mother)
    with_family(cast, "home-patronage")
    draft = begin(jana, "day-centre-elderly")
    answer = confirm(jana, draft, "common.for-whom")
    sent = jana.post(answer.headers["Location"], {"capacity": "attorney"})
    assert sent.headers["Location"] == f"{draft}known/"
    assert ">Пенка<" in jana.get(f"{draft}known/").content.decode()


def test_a_declared_number_brings_up_nothing_of_its_owner(cast: Cast, jana: Client) -> None:
    """A stranger who wrote the daughter's number sees what the stranger wrote, and nothing that she did."""
    with_family(cast, "home-patronage")
    lives_with(cast.daughter, somebody("Тайно Име"))
    stranger = Client()
    stranger.force_login(cast.citizen2)
    showcase.apply(Random(4), cast.citizen2, ["parking-card"], cast.daughter, cast.daughter)
    draft = begin(stranger, "day-centre-elderly")
    page = stranger.get(f"{draft}known/").content.decode()
    assert "Тайно Име" not in page
    assert "от нашите записи" not in page


def at_counter(client: Client, cast: Cast, person: Person, **more: str) -> str:
    client.force_login(cast.clerk)
    serve(client, person)
    sent = {"services": ["day-centre-elderly"], "origin": "counter", **more}
    return str(client.post(f"/counter/person/{person.uid}/application/", sent).headers["Location"])


def test_the_counter_proposes_what_the_person_said_and_says_whose_word_it_is(cast: Cast, client: Client) -> None:
    with_family(cast, "home-patronage")
    address = at_counter(client, cast, cast.daughter)
    assert address.endswith("/known/")
    page = client.get(address).content.decode()
    assert "азано лично на" in page
    assert "Прочетете го на човека" in page
    answer = confirm(client, address.removesuffix("known/"))
    assert answer.headers["Location"].endswith("/step/day-centre-elderly.attendance/")


def test_what_came_on_paper_is_typed_as_it_stands_there(cast: Cast, client: Client) -> None:
    with_family(cast, "home-patronage")
    assert "/step/" in at_counter(client, cast, cast.daughter, origin="paper", received_on="1.11.2026")


def test_a_stranger_who_applies_in_somebodys_name_is_no_source_at_the_counter(cast: Cast, client: Client) -> None:
    showcase.apply(Random(4), cast.citizen2, ["home-patronage"], cast.mother, cast.mother)
    page = client.get(at_counter(client, cast, cast.mother)).content.decode()
    assert "Обичайно на гишето" in page  # the form's own proposal, and nothing that anybody told
    assert "аявлението от" not in page and "азано" not in page


def test_the_home_is_kept_with_whose_word_it_is(cast: Cast) -> None:
    sent = with_family(cast, "home-patronage")
    home = household_of(cast.daughter)
    assert home
    [member] = home[1]
    assert (member.source, member.application_uid) == (Source.PERSON, sent.uid)
    with_family(cast, "home-patronage", beneficiary=cast.mother)
    assert {row.source for row in HouseholdMember.objects.filter(household__person=cast.mother)} == {Source.DECLARED}


def test_a_day_that_has_passed_is_no_answer_any_more(cast: Cast, jana: Client) -> None:
    sent = with_family(cast, "home-patronage")
    sent.answers = {
        **sent.answers,
        "home-patronage.meals": {**sent.answers["home-patronage.meals"], "start": "2026-01-05"},
    }
    sent.save()
    draft = begin(jana, "home-patronage")
    page = jana.get(f"{draft}step/home-patronage.meals/").content.decode()
    assert "05.01.2026" not in page
    assert "common.health" in page


def test_a_draft_begun_for_nobody_known_has_no_such_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.citizen2)
    draft = drafts.start(cast.citizen2, [Service.objects.get(slug="hot-lunch")], by=cast.citizen2)
    assert client.get(f"/apply/draft/{draft.uid}/known/").status_code == 302
