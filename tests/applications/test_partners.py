"""An institution prepares, its person opens, checks and sends; the institution never learns more than that."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from applications.actions import claiming, drafts, partners, preparing
from applications.models import Application, PreparedDraft, StepAnswers, TrackingTry
from applications.steps import Walk
from applications.tasks import forget_prepared
from people.models import Person
from portal.demo import answers as sampled
from records.models import AuditEvent
from services.formschema import schema_of
from services.formschema.jsonschema import check_schema
from services.models import FormVersion, Service
from tests.support.cast import Cast, answer_all, begin, case_of, signed_in
from tests.support.partner import CONTACT, Hospital, call_for, hospital, you

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(cast: Cast) -> Hospital:
    return hospital(cast)


def opened(client: Client, code: str, person: Person | None = None, **more: str) -> Any:
    born = {"born_on": str(person.birth_date)} if person else {}
    return client.post("/prepared/", {"code": code, **born}, **more)


def test_a_mother_opens_with_the_letter_what_the_hospital_prepared_checks_and_sends(
    cast: Cast, clinic: Hospital
) -> None:
    made = clinic.send(call_for(cast.mother))
    assert made.status_code == 201 and not made.cookies
    told = made.json()
    assert told["state"] == "waiting" and told["code"] in told["letter"] and "/prepared/" in told["letter"]
    assert "патронаж" not in told["letter"]
    assert not Application.objects.exists()
    visitor = Client()
    assert "дата на раждане" in visitor.get("/prepared/").content.decode().casefold()
    answer = opened(visitor, told["code"].lower(), cast.mother)
    page = visitor.get(answer.headers["Location"]).content.decode()
    assert "Областна болница" in page and "ул. Първа 1" in page and "20.11.2026" in page
    draft = Application.objects.get()
    # Nothing is an answer before the person says so.
    assert not StepAnswers.objects.exists()
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert len(shown) >= 3
    visitor.post(answer.headers["Location"], {"shown": shown, "changed": ["common.contact"]})
    walk = Walk(Application.objects.get(pk=draft.pk))
    assert walk.stored("common.you")["given_name"] == cast.mother.given_name and not walk.stored("common.contact")
    step = visitor.get(f"/apply/draft/{draft.uid}/step/common.contact/").content.decode()
    assert "ул. Първа 1" in step and "От „Областна болница“" in step
    assert clinic.ask(told["id"]).json() == {
        "id": told["id"], "state": "claimed", "waits_until": told["waits_until"],
    }  # fmt: skip
    answer_all(draft, cast.mother, by=cast.citizen)
    checked = visitor.get(f"/apply/draft/{draft.uid}/check/").content.decode()
    # Beside what stands as it was prepared; not beside what the person changed.
    assert "(от „Областна болница“" in checked.partition("<dt>Име</dt>")[2].partition("</div>")[0]
    assert "Областна болница" not in checked.partition("<dt>Телефон</dt>")[2].partition("</div>")[0]
    sent = visitor.post(f"/apply/draft/{draft.uid}/check/", {"versions": Walk(draft).stamp})
    assert sent.headers["Location"].endswith("/sent/")
    assert Application.objects.get(pk=draft.pk).beneficiary == cast.mother
    officer = Client()
    officer.force_login(cast.officer)
    case = case_of(draft)
    assert "подготви" in officer.get(f"/desk/{case.uid}/").content.decode()
    assert clinic.ask(told["id"]).json()["state"] == "claimed"
    verbs = set(AuditEvent.objects.filter(subject_uid=told["id"]).values_list("verb", flat=True))
    assert verbs == {"draft_prepared", "prepared_draft_claimed", "prepared_draft_asked"}


@pytest.mark.parametrize("hidden", ["\x00", "\u202e"])
def test_a_hidden_sign_in_a_reference_or_an_article_is_refused(clinic: Hospital, cast: Cast, hidden: str) -> None:
    call = call_for(cast.mother)
    assert clinic.send({**call, "reference": f"a{hidden}b"}).status_code == 422
    assert clinic.send({**call, "ground": {"kind": "law", "article": f"чл. 5{hidden}"}}).status_code == 422
    assert clinic.send({**call, "reference": " история 7/2026 "}).status_code == 201


def test_half_a_character_is_refused_in_words(cast: Cast, clinic: Hospital) -> None:
    call = call_for(cast.mother)
    call["answers"]["common"]["family_name"] = "Ко\ud800лева"
    answer = clinic.send(call)
    assert answer.status_code == 400 and answer.json()["title"]
    assert clinic.send({**call_for(cast.mother), "reference": "\udfff"}).status_code == 400
    assert not PreparedDraft.objects.exists()


def test_the_same_call_again_makes_nothing_new_and_another_under_its_reference_is_refused(
    cast: Cast, clinic: Hospital
) -> None:
    first, again = clinic.send(call_for(cast.mother)), clinic.send(call_for(cast.mother))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = clinic.send(call_for(cast.daughter))
    assert other.status_code == 409 and "code" not in other.json()
    assert PreparedDraft.objects.count() == 1
    opened(Client(), first.json()["code"], cast.mother)
    assert "code" not in clinic.send(call_for(cast.mother)).json()


@pytest.mark.parametrize(("lang", "words"), [("bg", "Телефон"), ("en", "Phone")])
def test_what_is_wrong_is_said_in_the_words_of_the_form(cast: Cast, clinic: Hospital, lang: str, words: str) -> None:
    call = call_for(cast.mother)
    call["answers"]["common"] |= {"phone": "няма", "pension": "300"}
    body = json.dumps(call)
    shown = {"HTTP_AUTHORIZATION": f"Bearer {clinic.key}"}
    answer = Client().post(f"/api/v1/partner/drafts?lang={lang}", body, content_type="application/json", **shown)
    assert answer.status_code == 422 and answer.headers["Content-Type"].startswith("application/problem+json")
    errors = {row["field"]: row for row in answer.json()["errors"]}
    assert set(errors) == {"answers/common/phone", "answers/common/pension"}
    assert errors["answers/common/phone"]["label"].startswith(words)
    assert not PreparedDraft.objects.exists()


def test_what_a_partner_may_not_say(cast: Cast, clinic: Hospital) -> None:
    base = call_for(cast.mother)
    nobody = {name: value for name, value in base["answers"]["common"].items() if name != "given_name"}
    wrong: list[tuple[Any, int]] = [
        ("{", 400),
        ("[" * 20_000, 400),
        ("[]", 422),
        ({**base, "services": ["hot-lunch"]}, 422),
        ({**base, "services": ["home-patronage", "home-patronage"]}, 422),
        ({**base, "ground": {"kind": "consent"}}, 422),
        ({**base, "ground": {"kind": "consent", "agreed_on": "2099-01-01"}}, 422),
        ({**base, "ground": {"kind": "law", "article": " "}}, 422),
        ({**base, "answers": {"common": nobody}}, 422),
        ({**base, "answers": {**base["answers"], "hot-lunch": {}}}, 422),
        ({**base, "note": "още нещо"}, 422),
        ({**base, "reference": "x" * 70_000}, 413),
    ]
    for call, status in wrong:
        assert clinic.send(call).status_code == status, (str(call)[:200], status)
    assert not PreparedDraft.objects.exists()
    assert AuditEvent.objects.filter(verb="partner_call_refused", actor_uid=clinic.partner.uid).count() == len(wrong)


def test_declarations_stay_the_persons_own(cast: Cast) -> None:
    service = _with_declaration()
    clinic = hospital(cast, service.slug)
    form = schema_of(FormVersion.objects.of(service.slug).published().get().pk)
    name = next(question.key for question in form.questions() if question.kind == "declaration")
    call = call_for(cast.mother, services=[service.slug])
    call["answers"][service.slug] = {name: True}
    answer = clinic.send(call)
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == f"answers/{service.slug}/{name}"


def _with_declaration() -> Service:
    for version in FormVersion.objects.published().exclude(service=None).select_related("service"):
        kinds = {question.kind for question in schema_of(version.pk).questions()}
        if "declaration" in kinds and Service.objects.online().filter(pk=version.service_id).exists():
            return version.service
    raise AssertionError("no form with a declaration")


def test_keys_end_at_once_and_change_over_with_an_overlap(cast: Cast, clinic: Hospital, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    call = call_for(cast.mother)
    newer = partners.issue_key(clinic.partner, by=cast.admin, former_until=_day("2026-11-30"))
    assert newer not in str(list(clinic.partner.keys.values()))
    made = clinic.send(call)
    assert made.status_code == 201
    uid = made.json()["id"]
    freeze("2026-12-01 10:00+02:00")
    assert clinic.ask(uid).status_code == 401
    assert clinic.ask(uid, key=newer).status_code == 200
    assert partners.revoke_key(clinic.partner, newer.split("_")[1], by=cast.admin)
    assert clinic.ask(uid, key=newer).status_code == 401
    third = partners.issue_key(clinic.partner, by=cast.admin)
    assert clinic.ask(uid, key=third).status_code == 200
    for wrong in (third[:-1], third.replace("egp", "xyz"), "", f"{third}x"):
        assert clinic.ask(uid, key=wrong or "none").status_code == 401
    type(clinic.partner).objects.filter(pk=clinic.partner.pk).update(valid_to="2026-11-30")
    assert clinic.ask(uid, key=third).status_code == 401


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def test_a_partner_sees_only_its_own_and_takes_back_only_what_waits(cast: Cast, clinic: Hospital) -> None:
    other = hospital(cast, name="Друга болница")
    first = clinic.send(call_for(cast.mother)).json()
    assert other.ask(first["id"]).status_code == other.take_back(first["id"]).status_code == 404
    assert other.ask(first["id"]).json() == other.ask("00000000-0000-4000-8000-000000000000").json()
    assert clinic.take_back(first["id"]).json()["state"] == "withdrawn"
    row = PreparedDraft.objects.select_related("data_key").get()
    assert row.answers is None and row.data_key.wrapped is None
    assert "институцията го оттегли" in opened(Client(), first["code"], cast.mother).content.decode()
    second = clinic.send(call_for(cast.mother, reference="2")).json()
    assert opened(Client(), second["code"], cast.mother).status_code == 302
    assert clinic.take_back(second["id"]).status_code == 409


def test_who_calls_too_often_is_asked_to_wait(cast: Cast, clinic: Hospital) -> None:
    from applications.models import PartnerRule

    PartnerRule.objects.update(calls_an_hour=2)
    made = clinic.send(call_for(cast.mother)).json()
    assert clinic.ask(made["id"]).status_code == 200
    late = clinic.ask(made["id"])
    assert late.status_code == 429 and late.headers["Retry-After"]


def test_wrong_keys_are_counted_by_address(cast: Cast, clinic: Hospital) -> None:
    statuses = [clinic.ask("00000000-0000-4000-8000-000000000000", key="egp_A_b").status_code for _try in range(101)]
    assert statuses == [401] * 100 + [429]


def test_a_code_without_its_person_opens_nothing(cast: Cast, clinic: Hospital) -> None:
    """Wrong day of birth, somebody else's checked identity, the code alone: one answer, and never a sixth try."""
    told = clinic.send(call_for(cast.mother)).json()
    stranger = Client()
    wrong = opened(stranger, told["code"], cast.daughter).content.decode()
    unknown = opened(stranger, "0000-0000-0000", cast.daughter).content.decode()
    assert "не отварят нищо" in wrong and "не отварят нищо" in unknown
    known = Client()
    known.force_login(cast.citizen)
    assert "born_on" not in known.get("/prepared/").content.decode()
    assert "друг човек" in opened(known, told["code"]).content.decode()
    assert not Application.objects.exists()
    for place in range(3):
        opened(stranger, told["code"], cast.daughter, REMOTE_ADDR=f"10.0.0.{place}")
    assert opened(stranger, told["code"], cast.mother, REMOTE_ADDR="10.0.0.9").status_code == 429
    for _round in range(2):
        TrackingTry.objects.all().delete()
        for _try in range(4):
            opened(stranger, told["code"], cast.daughter)
    TrackingTry.objects.all().delete()
    # Ten wrong days of birth: with the letter alone it opens no more, not even with the right one.
    assert opened(stranger, told["code"], cast.mother).status_code == 200
    assert not Application.objects.exists()
    # At the counter, with a document, it opens for its person still; nobody can guess it shut for them.
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    answer = clerk.post(f"/counter/person/{cast.mother.uid}/prepared/", {"code": told["code"]})
    assert answer.status_code == 302


def test_the_daughter_herself_opens_hers_with_the_code_alone_and_finds_it_in_her_profile(
    cast: Cast, clinic: Hospital
) -> None:
    told = clinic.send(call_for(cast.daughter)).json()
    client = Client()
    client.force_login(cast.citizen)
    assert opened(client, told["code"]).status_code == 302
    draft = Application.objects.get()
    assert draft.applicant_user == cast.citizen
    assert str(draft.uid) in client.get("/my/").content.decode()
    shared = client.get("/my/shared/").content.decode()
    assert "Областна болница" in shared and str(draft.uid) in shared
    assert "вече" in opened(client, told["code"]).content.decode()
    assert "вече" in opened(Client(), told["code"], cast.daughter).content.decode()


def test_at_the_counter_the_letter_opens_for_the_person_who_is_served(cast: Cast, clinic: Hospital) -> None:
    told = clinic.send(call_for(cast.mother)).json()
    client = Client()
    client.force_login(cast.clerk)
    begin(client, cast.daughter)
    wrong = client.post(f"/counter/person/{cast.daughter.uid}/prepared/", {"code": told["code"]})
    assert "друг човек" in wrong.content.decode()
    begin(client, cast.mother)
    answer = client.post(f"/counter/person/{cast.mother.uid}/prepared/", {"code": told["code"]})
    assert "ул. Първа 1" in client.get(answer.headers["Location"]).content.decode()
    assert Application.objects.get().filed_by == cast.clerk


def test_what_nobody_opened_is_erased_with_its_key(cast: Cast, clinic: Hospital, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    told = clinic.send(call_for(cast.mother)).json()
    assert told["waits_until"] == "2026-12-23"
    freeze("2026-12-23 23:00+02:00")
    forget_prepared()
    assert clinic.ask(told["id"]).json()["state"] == "waiting"
    freeze("2026-12-24 04:00+02:00")
    assert opened(Client(), told["code"], cast.mother).status_code == 200
    forget_prepared()
    row = PreparedDraft.objects.select_related("data_key").get()
    assert row.answers is None and row.data_key.wrapped is None and row.data_key.shredded_at
    assert clinic.ask(told["id"]).json() == {"id": told["id"], "state": "expired", "waits_until": "2026-12-23"}
    assert "срокът му изтече" in opened(Client(), told["code"], cast.mother).content.decode()


def test_a_claimed_draft_that_is_deleted_takes_everything_along(cast: Cast, clinic: Hospital) -> None:
    told = clinic.send(call_for(cast.mother)).json()
    opened(Client(), told["code"], cast.mother)
    drafts.discard(Application.objects.get(), by=None)
    row = PreparedDraft.objects.select_related("data_key").get()
    assert row.application is None and row.given == {}
    assert clinic.ask(told["id"]).json()["state"] == "claimed"
    assert opened(Client(), told["code"], cast.mother).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_at_once_one_gets_it(cast: Cast, clinic: Hospital) -> None:
    told = clinic.send(call_for(cast.mother)).json()
    proof = claiming.person_is(cast.mother)

    def come(_place: int) -> str:
        try:
            begun = claiming.claim(told["code"], proof, lambda asked: drafts.start_prepared(None, asked), by=None)
            return str(begun.uid)
        except claiming.Refused as refused:
            return refused.why.value
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(come, range(4)))
    assert found.count("taken") == 3 and Application.objects.count() == 1


def test_every_forms_answers_go_in_and_come_out_unchanged(cast: Cast) -> None:
    """JSON by the published schema of each service, through the call, the claim and the confirmation."""
    slugs = list(Service.objects.online().order_by("slug").values_list("slug", flat=True))
    clinic = hospital(cast, *slugs)
    assert len(slugs) > 20
    for position, slug in enumerate(slugs):
        answers = _sampled(cast.mother, slug, Random(position))
        call = call_for(cast.mother, reference=slug, services=[slug], answers=answers)
        made = clinic.send(json.dumps(call))
        assert made.status_code == 201, (slug, made.content.decode())
        draft = _claim(cast, made.json()["code"])
        assert draft.prepared.given == json.loads(json.dumps(answers))
        _confirm_all(cast, draft, answers, slug)


def _sampled(person: Person, slug: str, random: Random) -> dict[str, Any]:
    """Without what only the person says."""
    found: dict[str, Any] = {"common": {**you(person)}}
    for form in FormVersion.objects.published().filter(service=None) | FormVersion.objects.published().of(slug):
        scope = slug if form.service_id else "common"
        schema = schema_of(form.pk)
        known = {"capacity": "self", **CONTACT, **you(person)} if scope == "common" else {}
        asked = {name: question for question in schema.questions() for name in question.names}
        said = {
            name: value
            for part in sampled.sample(random, schema, known).values()
            for name, value in part.items()
            if name in asked and asked[name].kind not in {"declaration", "file"}
            if value not in ("", []) or name != asked[name].key
        }
        found[scope] = {**found.get(scope, {}), **said}
    return found


def _claim(cast: Cast, code: str) -> Application:
    return claiming.claim(
        code, claiming.person_is(cast.mother), lambda asked: drafts.start_prepared(cast.citizen2, asked), by=None
    )


def _confirm_all(cast: Cast, draft: Application, answers: dict[str, Any], slug: str) -> None:
    from applications.prefill import Known
    from applications.writers import Part, Writer

    walk = Walk(draft)
    known = Known(walk, Writer(draft, Part.APPLICANT, cast.citizen2))
    for scope, form in walk.forms:
        said = answers.get(scope, {})
        merged = {**answers["common"], **said}
        for step in form.steps:
            found = known.of_step(scope, step, merged)
            values = {name: value for one in found.values() for name, value in one.values.items()}
            names = {name for question in step.questions for name in question.names}
            assert values == {name: said[name] for name in names & said.keys()}, (slug, step.key)
            assert all(one.origin.partner == "Областна болница" for one in found.values())


def test_an_administrator_keeps_institutions_and_keys(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.admin)
    typed = {
        "name_bg": "Дом „Надежда“", "name_en": "Hope", "valid_from": "1.1.2026", "valid_to": "1.1.2025",
        "services": ["home-patronage", "nothing-like-it"],
    }  # fmt: skip
    wrong = client.post("/partners/new/", typed).content.decode()
    assert "<title>Грешка: " in wrong and "Дом „Надежда“" in wrong and "1.1.2025" in wrong
    typed |= {"valid_to": "", "services": ["home-patronage"]}
    address = client.post("/partners/new/", typed).headers["Location"]
    assert "Дом „Надежда“" in client.get("/partners/").content.decode()
    assert "This day" not in client.post(f"{address}key/", {"until": "1.1.2020"}).content.decode()
    shown = re.search(r"egp_[A-Za-z0-9_-]{20,}", client.post(f"{address}key/", {"scopes": ["drafts"]}).content.decode())
    assert shown
    home = Hospital(None, shown[0])
    assert home.send(call_for(cast.mother)).status_code == 201
    page = client.get(address).content.decode()
    assert shown[0] not in page and shown[0][:12] in page and 'value="home-patronage"' in page
    client.post(f"{address}key/{shown[0][4:12]}/end/")
    assert home.send(call_for(cast.mother)).status_code == 401
    typed["valid_to"] = "31.12.2026"
    assert client.post(address, typed).status_code == 302
    assert "31.12.2026" in client.get(address).content.decode()


def test_the_door_is_described_and_its_schema_is_one(client: Client) -> None:
    document = client.get("/api/v1/partner/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {
        "/api/v1/partner/drafts", "/api/v1/partner/drafts/{id}", "/api/v1/partner/drafts/{id}/withdraw",
    }  # fmt: skip
    check_schema(document["components"]["schemas"]["Call"])


def test_no_session_and_no_cookie(cast: Cast, clinic: Hospital) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.admin)
    shown = client.post("/api/v1/partner/drafts", json.dumps(call_for(cast.mother)), content_type="application/json")
    assert shown.status_code == 401
    assert preparing.address().endswith("/prepared/")
