"""„Помогнете ми да избера“: eight questions, three groups, nothing kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.http import QueryDict
from django.test import Client

from services.actions import entries
from services.eligibility import Likelihood
from services.entries import KINDS
from services.finder import answers, results
from services.finder.coded import GROUPS, TASKS, facts_from_coded
from services.models import FinderQuestion, Requirement, Revision, Service

PERSONAS = yaml.safe_load((Path(__file__).parent / "personas.yaml").read_text())
GRANDMOTHER = "who=self&age=82&hard=eating&telk=no&home=alone&uses=none"
pytestmark = pytest.mark.django_db


def slugs(verdicts: list[Any]) -> set[str]:
    return {verdict.service.slug for verdict in verdicts}


@pytest.mark.parametrize("persona", PERSONAS, ids=[row["who"] for row in PERSONAS])
def test_people_find_what_a_social_worker_would_name(persona: dict[str, Any], freeze: Callable[[Any], None]) -> None:
    freeze("2026-09-01 10:00+03:00")  # hot lunch is a programme until the end of the month
    asked = answers.questions()
    codes = answers.read(QueryDict(persona["answers"]), asked)
    given = {slug: sorted(found) for slug, found in QueryDict(persona["answers"]).lists()}
    assert {slug: sorted(found) for slug, found in codes.items()} == given, "an answer that the finder does not know"
    facts = answers.facts_of(asked, codes)
    groups = results.groups(facts)
    likely, unlikely = slugs(groups[Likelihood.LIKELY]), slugs(groups[Likelihood.UNLIKELY])
    with_priority = {verdict.service.slug for verdict in groups[Likelihood.LIKELY] if verdict.priority}
    assert set(persona.get("likely", [])) <= likely
    assert not {*persona.get("likely", []), *persona.get("possible", [])} & unlikely
    assert set(persona.get("unlikely", [])) <= unlikely
    assert set(persona.get("priority", [])) <= with_priority
    assert set(persona.get("signposts", [])) <= {signpost.slug for signpost in results.signposts(facts)}


def test_every_service_has_requirements_that_name_questions_and_answers_of_the_finder() -> None:
    options = {
        question.slug: {option["value"] for option in question.options} for question in FinderQuestion.objects.all()
    }
    assert len(options) <= 8
    known = {*options, "lives"}
    assert Service.objects.filter(requirements=None).count() == 0
    for requirement in Requirement.objects.all():
        for test in [*requirement.tests.get("all", []), *requirement.tests.get("any", [])]:
            assert test["field"] in known, requirement.slug
            values = test["value"] if isinstance(test["value"], list) else [test["value"]]
            if options.get(test["field"]):
                assert set(values) <= options[test["field"]], requirement.slug


def test_an_old_woman_is_led_through_eight_questions_to_the_reasons(
    client: Client, get_never_writes: Callable[[], AbstractContextManager[None]]
) -> None:
    said = {"who": "self", "age": "82 г.", "hard": ["eating"], "situation": [], "telk": "no", "home-alone": "on",
            "income": "149,90", "uses": "none"}  # fmt: skip
    page = client.get("/finder/")
    with get_never_writes():
        for number in range(1, 9):
            assert f"Въпрос {number} от 8" in page.content.decode()
            form = page.context["form"]
            given = {name: said[name] for name in form.fields if name in said}
            hidden = QueryDict(mutable=True)
            for name, code in page.context["step"].others:
                hidden.appendlist(name, code)
            sent = QueryDict(mutable=True)
            sent.update({"done": form.question.slug})
            sent.update(hidden)
            for name, value in given.items():
                sent.setlist(name, value if isinstance(value, list) else [value])
            page = client.get(f"/finder/?{sent.urlencode()}", follow=True)
    address = page.redirect_chain[-1][0]
    assert address == "/finder/results/?who=self&age=82&hard=eating&telk=no&home=alone&income=100&uses=none"
    body = page.content.decode()
    likely = body[body.index('id="likely"') : body.index('id="maybe"')]
    assert "Домашен социален патронаж" in likely
    assert "с предимство" in likely
    assert "Човекът е навършил 75 години" in likely
    assert "Закон за социалните услуги, чл. 93" in likely
    assert "149" not in body
    assert not page.cookies


def test_nothing_is_kept_and_no_cache_keeps_the_answers(client: Client) -> None:
    for address in ("/finder/", f"/finder/?ask=telk&{GRANDMOTHER}", f"/finder/results/?{GRANDMOTHER}"):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_age_in_letters_is_told_and_kept_as_typed(client: Client, prefix: str) -> None:
    response = client.get(f"{prefix}/finder/?done=age&who=relative&age=абв")
    body = response.content.decode()
    assert response.status_code == 200
    assert 'value="абв"' in body
    assert ("Write the age in years" if prefix else "Напишете годините с цифри") in body
    assert ("<title>Error:" if prefix else "<title>Грешка:") in body
    assert '<input type="hidden" name="who" value="relative">' in body


@pytest.mark.parametrize(
    "query", ["done=age&age=121", "done=age&age=-1", "done=age&age=%00", "done=income&income=много",
              "done=home&home-0-age=стар", "done=telk&telk=zzz", "done=hard&hard=zzz"]
)  # fmt: skip
def test_what_is_no_answer_is_asked_again(client: Client, query: str) -> None:
    response = client.get(f"/finder/?{query}")
    assert response.status_code == 200
    assert 'id="error-summary"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    ["age=абв", "age=999999999999", "age=²", "hard=zzz", "home=x-y&home=5", "income=1e9", "income=-5", "ask=zzz", "done=zzz",
     "name=Мария", "age=%00", "home=alone&home=80-yes"],
)  # fmt: skip
def test_an_invented_address_is_harmless(client: Client, query: str) -> None:
    for page in ("/finder/", "/finder/results/"):
        response = client.get(f"{page}?{query}", follow=True)
        assert response.status_code == 200
        assert "Мария" not in response.content.decode()


def test_the_way_back_loses_nothing_and_every_question_may_be_skipped(client: Client) -> None:
    step = client.get(f"/finder/?ask=hard&{GRANDMOTHER}").context["step"]
    assert step.back_url == f"/finder/?ask=age&{GRANDMOTHER}"
    assert step.skip_url == "/finder/?ask=situation&" + GRANDMOTHER.replace("hard=eating&", "")
    assert "checked" in client.get(step.back_url.replace("ask=age", "ask=hard")).content.decode()
    assert 'value="82"' in client.get(step.back_url).content.decode()
    last = client.get(f"/finder/?ask=uses&{GRANDMOTHER}").context["step"]
    assert last.skip_url.startswith("/finder/results/?")
    people = client.get("/finder/?ask=home&home=80-yes&home=12-no").content.decode()
    assert 'name="home-0-age" value="80"' in people
    assert people.count("checked") == 1


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_whoever_is_hurt_sees_whom_to_call_first_and_at_once(client: Client, prefix: str) -> None:
    response = client.get(f"{prefix}/finder/?done=hard&age=30&hard=hurt", follow=True)
    for page in (response, client.get(f"{prefix}/finder/results/?age=30&hard=hurt")):
        body = page.content.decode()
        main = body[body.index("<main") :]
        assert main.index('id="emergency"') < main.index("<h1")
        assert main.index('id="emergency"') < main.find('class="back"') or 'class="back"' not in main
    assert page.context["groups"]["likely"][0].service.slug == "crisis-centre"
    assert 'id="emergency"' not in client.get(f"{prefix}/finder/results/?age=30&hard=eating").content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_on_later_questions_the_numbers_to_call_take_one_line(client: Client, prefix: str) -> None:
    for ask, is_full in (("hard", True), ("situation", True), ("telk", False), ("uses", False)):
        body = client.get(f"{prefix}/finder/?ask={ask}&age=30&hard=hurt").content.decode()
        main = body[body.index("<main") :]
        assert ("emergency-title" in main) == is_full
        for words in ('href="tel:112"', 'href="tel:080018676"', 'href="tel:116111"', "quick-exit"):
            assert main.index(words) < main.index("<h1")
    later = f"{prefix}/finder/?done=telk&age=30&hard=hurt&telk=zzz"
    assert 'id="emergency"' in client.get(later).content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_answer_changed_from_the_result_leads_back_to_it(client: Client, prefix: str) -> None:
    results_of = f"{prefix}/finder/results/?"
    page = client.get(results_of + GRANDMOTHER)
    change = next(url for _name, said, url in page.context["said"] if said == "82")
    asked = client.get(change)
    step = asked.context["step"]
    assert step.back_url == results_of + GRANDMOTHER
    assert step.skip_url == results_of + GRANDMOTHER.replace("age=82&", "")
    assert '<input type="hidden" name="then" value="results">' in asked.content.decode()
    others = GRANDMOTHER.replace("age=82&", "")
    wrong = client.get(f"{prefix}/finder/?done=age&then=results&age=абв&{others}")
    assert '<input type="hidden" name="then" value="results">' in wrong.content.decode()
    answered = client.get(f"{prefix}/finder/?done=age&then=results&age=70&{others}")
    assert answered.headers["Location"] == results_of + GRANDMOTHER.replace("82", "70")


def test_an_unlikely_service_is_still_open(client: Client) -> None:
    body = client.get("/finder/results/?age=50&hard=eating&telk=no&uses=none").content.decode()
    unlikely = body[body.index('id="unlikely"') :]
    assert 'href="/services/home-patronage/"' in unlikely
    assert 'href="/apply/home-patronage/"' in unlikely
    assert "Услугата е за Вас, ако човекът е в пенсионна възраст или има решение на ТЕЛК." in unlikely


def test_a_programme_that_has_ended_is_not_offered(client: Client, freeze: Callable[[Any], None]) -> None:
    freeze("2026-09-30 10:00+03:00")
    assert "/services/hot-lunch/" in client.get(f"/finder/results/?{GRANDMOTHER}").content.decode()
    freeze("2026-10-01 10:00+03:00")
    assert "/services/hot-lunch/" not in client.get(f"/finder/results/?{GRANDMOTHER}").content.decode()


def test_the_result_speaks_english(client: Client) -> None:
    body = client.get(f"/en/finder/results/?{GRANDMOTHER}&income=100").content.decode()
    for words in ("You probably have the right to", "with priority", "The person is 75 or more",
                  "Social Services Act, art. 93", "100 to 150 €", "lives alone"):  # fmt: skip
        assert words in body
    assert f"/en/finder/results/?{GRANDMOTHER.replace('&uses', '&income=100&uses')}" in body.replace("&amp;", "&")


def test_a_clerk_finds_the_way_back_to_the_counter(client: Client, cast: Any) -> None:
    client.force_login(cast.clerk)
    assert 'href="/finder/"' in client.get("/counter/").content.decode()
    for address in ("/finder/", f"/finder/results/?{GRANDMOTHER}"):
        assert "Назад към гишето" in client.get(address).content.decode()
    # From here an application would be the clerk's own.
    assert "/apply/" not in client.get(f"/finder/results/?{GRANDMOTHER}").content.decode()
    client.force_login(cast.citizen)
    assert "Назад към гишето" not in client.get("/finder/").content.decode()
    assert "/apply/" in client.get(f"/finder/results/?{GRANDMOTHER}").content.decode()


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/finder/", 1), (f"/finder/?ask=home&{GRANDMOTHER}", 1), (f"/finder/results/?{GRANDMOTHER}", 4)],
)
def test_the_finder_asks_little_of_the_database(
    client: Client, django_assert_max_num_queries: Any, address: str, queries: int
) -> None:
    client.get("/privacy/")
    with django_assert_max_num_queries(queries):
        client.get(address)


def test_an_editor_may_ask_a_question_only_when_it_matters(client: Client) -> None:
    question = FinderQuestion.objects.get(slug="telk")
    data = {
        **KINDS["finder_question"].read(question),
        "when": {"any": [{"field": "age", "op": "at_least", "value": 18}]},
    }
    entries.publish(KINDS["finder_question"], data, by=None)
    assert "Въпрос 1 от 8" in client.get("/finder/").content.decode()
    assert "Въпрос 1 от 7" in client.get("/finder/?age=5").content.decode()
    FinderQuestion.objects.all().delete()
    assert client.get("/finder/", follow=True).status_code == 200


def test_after_a_refusal_the_same_facts_open_other_doors() -> None:
    """N9: what the application said, without asking again."""
    coded = {"common.lives": "alone", "common.disability": "no", "common.support_now": ["relatives"],
             "assistant-support.group": "over_working_age", "assistant-support.tasks": ["cooking", "cleaning"]}  # fmt: skip
    service = Service.objects.get(slug="assistant-support")
    found = results.alternatives_for(service, coded)
    assert [verdict.service.slug for verdict in found][:2] == ["patronage-care", "home-patronage"]
    assert all(verdict.likelihood == Likelihood.LIKELY for verdict in found)
    with_age = results.alternatives_for(service, coded, age=80, limit=10)
    patronage = next(verdict for verdict in with_age if verdict.service.slug == "home-patronage")
    assert {reason.slug for reason in patronage.priority} == {"over-75", "lonely"}


@pytest.mark.parametrize("slug", ["home-patronage", "home-elderly", "personal-assistance"])
def test_there_is_always_another_door_and_never_a_secret_one(slug: str) -> None:
    found = results.alternatives_for(Service.objects.get(slug=slug), {}, limit=40)
    assert found
    assert slug not in slugs(found)
    assert not {"crisis-centre", "mother-baby"} & slugs(found)


def test_coded_facts_say_what_is_sure_and_no_more() -> None:
    facts = facts_from_coded({"common.mobility": "bed", "common.lives": "nowhere", "home-patronage.meal": "lunch",
                              "home-patronage.priority": ["over75", "low_income"]})  # fmt: skip
    assert facts["hard"].values == {"moving", "no_home", "eating"}
    assert facts["age"].low == 75
    assert facts["income"].high == 150
    assert facts_from_coded({}) == {}


def test_the_finder_knows_every_code_of_the_forms_that_it_reads() -> None:
    """A renamed option of a form would silently say nothing."""
    coded = {
        f"{form.data['id']}.{question['key']}": {option["value"] for option in question.get("options", [])}
        for form in Revision.objects.filter(kind="form")
        for step in form.data["steps"]
        for question in step["questions"]
        if question.get("coded")
    }
    uses = FinderQuestion.objects.get(slug="uses").options
    assert set(TASKS) <= coded["assistant-support.tasks"]
    assert coded["assistant-support.group"] == set(GROUPS)
    assert coded["common.support_now"] <= {option["value"] for option in uses}
    assert coded["common.disability"] <= {option["value"] for option in FinderQuestion.objects.get(slug="telk").options}
    assert coded["common.lives"] == {"alone", "with_family", "with_others", "nowhere"}
    assert {"over75", "lonely", "low_income"} <= coded["home-patronage.priority"]
    assert "home-patronage.meal" in coded
