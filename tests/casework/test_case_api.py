"""Another office's system reads where cases stand, with a key for that; it learns no person and nothing private."""

import json
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from applications.actions import partners
from applications.models import PartnerRule, Scope
from casework.models import Case
from records.models import AccessLog, AuditEvent
from services.formschema.jsonschema import check_schema
from tests.support.cast import Cast, Send, case_of, drafted, published
from tests.support.partner import hospital

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases"


@pytest.fixture
def key(cast: Cast) -> str:
    partner = hospital(cast, "home-patronage", "assistant-support", "day-centre-elderly", name="Деловодство").partner
    return partners.issue_key(partner, by=cast.admin, scopes=[Scope.CASES])


def get(key: str, address: str = CASES, **query: str) -> Any:
    return Client().get(address, query, HTTP_AUTHORIZATION=f"Bearer {key}")


def validator(name: str) -> Draft202012Validator:
    document = json.loads(Client().get(f"{CASES}/openapi.json").content)
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})


def test_an_office_reads_where_a_case_stands_and_what_was_decided(key: str, send: Send, cast: Cast) -> None:
    case = published(drafted(case_of(send("home-patronage")), cast), cast)
    told = get(key, f"{CASES}/{case.uid}").json()
    assert (told["number"], told["status"], told["service"]) == (case.number, "decided", "home-patronage")
    [decision] = told["decisions"]
    assert (decision["outcome"], bool(decision["number"])) == ("approval", True)
    page = get(key).json()
    assert page == {"items": [told]}
    validator("Page").validate(page)
    for name in (case.beneficiary.family_name, case.beneficiary.given_name, case.beneficiary.id_number or "?"):
        assert name not in json.dumps(page, ensure_ascii=False)


def test_a_draft_of_a_decision_is_told_to_nobody(key: str, send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    drafted(case, cast)
    assert get(key, f"{CASES}/{case.uid}").json()["decisions"] == []


def test_each_read_is_written_down_and_the_person_sees_it(key: str, send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    get(key, f"{CASES}/{case.uid}")
    get(key)
    get(key, f"{CASES}/{cast.mother.uid}")
    verbs = list(AuditEvent.objects.filter(actor_label="Деловодство").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["case_read_by_partner", "cases_read_by_partner", "partner_call_refused"]
    looked = AccessLog.objects.filter(actor_label="Деловодство", person_uids__contains=[cast.mother.uid])
    assert looked.count() == 2


def test_only_cases_of_its_services_and_of_nobody_who_is_protected(key: str, send: Send, cast: Cast) -> None:
    other, own = case_of(send("parking-card")), case_of(send("home-patronage"))
    assert get(key, f"{CASES}/{other.uid}").status_code == 404
    assert [one["id"] for one in get(key).json()["items"]] == [str(own.uid)]
    cast.mother.is_protected = True
    cast.mother.save()
    assert get(key, f"{CASES}/{own.uid}").status_code == 404
    assert get(key).json() == {"items": []}


def test_pages_follow_each_other_by_key(key: str, send: Send, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for slug in ("home-patronage", "assistant-support", "day-centre-elderly"):
        send(slug)
    with django_assert_max_num_queries(7):
        first = get(key, limit="2").json()
    rest = get(key, first["next"].partition("testserver")[2] or first["next"].partition("8000")[2]).json()
    found = [one["id"] for one in (*first["items"], *rest["items"])]
    assert found == [str(uid) for uid in Case.objects.order_by("uid").values_list("uid", flat=True)]
    assert "next" not in rest
    assert [len(get(key, open=value).json()["items"]) for value in ("1", "0")] == [3, 0]
    assert get(key, status="decided").json() == {"items": []}


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "101"}, {"after": "x"}, {"status": "x"}, {"open": "yes"}, {"name": "x"}]
)
def test_what_is_not_understood_is_said(key: str, query: dict[str, str]) -> None:
    answer = get(key, **query)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json; charset=utf-8")


def test_a_key_opens_only_what_it_is_for(key: str, send: Send, cast: Cast) -> None:
    clinic = hospital(cast)
    assert get(clinic.key).status_code == 403
    clinic.key = key
    assert clinic.send({}).status_code == 403
    assert get("egp_XXXXXXXX_wrong").status_code == 401
    assert Client().get(CASES).status_code == 401
    assert Client().post(CASES).status_code == 405


def test_too_many_calls_are_refused(key: str) -> None:
    PartnerRule.objects.update(calls_an_hour=2)
    assert [get(key).status_code for _turn in range(3)] == [200, 200, 429]


def test_the_description_is_sound() -> None:
    document = json.loads(Client().get(f"{CASES}/openapi.json").content)
    for schema in document["components"]["schemas"].values():
        check_schema({**schema, "components": document["components"]})
