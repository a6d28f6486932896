"""An editor changes a form, a colleague looks at it, and only then do citizens see it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from people.models import Membership, User
from people.roles import Role
from services.actions import forms as actions
from services.models import FormVersion, Revision
from services.tasks import publish_due_forms
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/catalogue-editor/forms/home-patronage/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(cast: Cast) -> Client:
    return as_(cast.editor)


@pytest.fixture
def colleague(cast: Cast) -> User:
    """A second catalogue editor."""
    held = Membership.objects.get(user=cast.editor, role=Role.CATALOGUE_EDITOR)
    Membership.objects.create(
        user=cast.auditor, organisation=held.organisation, role=Role.CATALOGUE_EDITOR, valid_from=held.valid_from
    )
    return cast.auditor


@pytest.fixture
def draft(cast: Cast) -> FormVersion:
    return actions.begin("home-patronage", by=cast.editor)


def now(draft: FormVersion) -> FormVersion:
    return FormVersion.objects.get(pk=draft.pk)


def new_question(token: str, **more: str) -> dict[str, str]:
    return {
        "token": token, "was": "", "key": "stairs", "kind": "one_of", "label_bg": "Има ли стълби?",
        "label_en": "Are there stairs?", "required": "on", "join": "all",
        "option-0-first": "few", "option-0-bg": "малко", "option-0-en": "a few",
        "option-1-first": "many", "option-1-bg": "много", "option-1-en": "many", **more,
    }  # fmt: skip


def test_a_question_goes_from_the_editor_over_a_colleague_to_the_public(
    editor: Client, cast: Cast, colleague: User
) -> None:
    assert editor.post(BASE).status_code == 302
    draft = FormVersion.objects.drafts().get()
    count = len(draft.schema["steps"][0]["questions"])
    response = editor.post(f"{BASE}steps/0/questions/{count}/", new_question(actions.token(draft)))
    assert response.status_code == 302
    page = editor.get(BASE).content.decode()
    assert "Има ли стълби?" in page
    editor.post(f"{BASE}send/", {"token": actions.token(now(draft))})
    token = actions.token(now(draft))
    assert "Чака" in editor.get("/catalogue-editor/forms/").content.decode() or now(draft).sent_at
    editor.post(f"{BASE}approve/", {"token": token})
    assert now(draft).status == "draft", "nobody approves what they wrote"
    as_(colleague).post(f"{BASE}approve/", {"token": token})
    published = now(draft)
    assert (published.status, published.number) == ("published", 2)
    assert published.schema["steps"][0]["questions"][-1]["options"][1]["value"] == "many"
    assert FormVersion.objects.of("home-patronage").get(number=1).status == "retired"
    assert Revision.objects.filter(kind="form", slug="home-patronage").count() >= 1


def test_it_is_published_by_the_clock(draft: FormVersion, colleague: User, cast: Cast, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    actions.send(draft, seen=actions.token(now(draft)), by=cast.editor)
    at = timezone.now() + timezone.timedelta(hours=1)
    actions.approve(draft, publish_at=at, seen=actions.token(now(draft)), by=colleague)
    publish_due_forms()
    assert now(draft).status == "draft"
    freeze("2026-11-23 11:01+02:00")
    publish_due_forms()
    assert now(draft).status == "published"


def test_what_cannot_be_published_goes_back_and_holds_back_no_other(
    draft: FormVersion, colleague: User, cast: Cast, freeze: Any
) -> None:
    freeze("2026-11-23 10:00+02:00")
    other = actions.begin("common", by=cast.editor)
    at = timezone.now() + timezone.timedelta(hours=1)
    for row in (draft, other):
        actions.send(row, seen=actions.token(now(row)), by=cast.editor)
        actions.approve(row, publish_at=at, seen=actions.token(now(row)), by=colleague)
    FormVersion.objects.filter(pk=draft.pk).update(schema={"steps": []})
    freeze("2026-11-23 11:01+02:00")
    publish_due_forms()
    publish_due_forms()
    assert now(draft).sent_at is None and now(draft).approver_uid is None and now(draft).remark
    assert now(other).status == "published"


def test_an_impossible_draft_is_kept_and_explained_and_not_sent(editor: Client, draft: FormVersion) -> None:
    twice = new_question(actions.token(now(draft)), key=draft.schema["steps"][0]["questions"][0]["key"])
    count = len(draft.schema["steps"][0]["questions"])
    assert editor.post(f"{BASE}steps/0/questions/{count}/", twice).status_code == 302
    page = editor.get(BASE).content.decode()
    assert 'id="problem"' in page
    editor.post(f"{BASE}send/", {"token": actions.token(now(draft))})
    assert now(draft).sent_at is None
    assert len(now(draft).schema["steps"][0]["questions"]) == count + 1


def test_a_colleague_was_first_and_nothing_typed_is_lost(editor: Client, draft: FormVersion, colleague: User) -> None:
    seen = actions.token(now(draft))
    steps = [{**draft.schema["steps"][0], "title_bg": "Друго заглавие"}, *draft.schema["steps"][1:]]
    actions.save(draft, steps, seen=seen, by=colleague)
    count = len(steps[0]["questions"])
    response = editor.post(f"{BASE}steps/0/questions/{count}/", new_question(seen))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Има ли стълби?" in page
    fresh = actions.token(now(draft))
    assert fresh in page
    assert editor.post(f"{BASE}steps/0/questions/{count}/", new_question(fresh)).status_code == 302
    first = now(draft).schema["steps"][0]
    assert (first["title_bg"], first["questions"][-1]["key"]) == ("Друго заглавие", "stairs")


def test_rows_move_go_and_come_back_as_they_were(editor: Client, draft: FormVersion) -> None:
    keys = [step["key"] for step in draft.schema["steps"]]

    def press(do: str) -> list[str]:
        editor.post(f"{BASE}change/", {"do": do, "token": actions.token(now(draft))})
        return [step["key"] for step in now(draft).schema["steps"]]

    assert press("down:0") == [keys[1], keys[0], *keys[2:]]
    assert press("up:1") == keys
    assert press("delete:0") == keys[1:]
    editor.post(f"{BASE}change/", {"do": "discard:", "token": actions.token(now(draft))})
    assert not FormVersion.objects.drafts().exists()


def test_a_new_order_is_told_to_whoever_approves_it(editor: Client, draft: FormVersion) -> None:
    assert "Изпратете за втори поглед" not in editor.get(BASE).content.decode(), "nothing is changed yet"
    for place, words in (("0", "Ред на стъпките"), ("0.0", "Ред на въпросите в „Кой ще отвори и как ще плащате?“")):
        editor.post(f"{BASE}change/", {"do": f"down:{place}", "token": actions.token(now(draft))})
        page = editor.get(BASE).content.decode()
        assert words in page and "преместено" in page and "Изпратете за втори поглед" in page
    assert "Кой има ключ, Ще плащате, Нужна е помощ и за" in page
    assert "Ще плащате, Кой има ключ, Нужна е помощ и за" in page


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_only_what_the_form_can_do_without_may_be_left_empty(editor: Client, draft: FormVersion, prefix: str) -> None:
    for page, may in (("steps/0/", {"intro_bg", "intro_en"}), ("steps/0/questions/0/", {"hint_bg", "hint_en"})):
        body = editor.get(f"{prefix}{BASE}{page}").content.decode()
        labels = re.findall(r'<label class="label" for="id_(\w+_(?:bg|en))">(.*?)</label>', body)
        assert {name for name, words in labels if "<span" in words} == may and len(labels) == 4


def test_a_remark_is_needed_to_give_a_draft_back(editor: Client, draft: FormVersion, colleague: User) -> None:
    actions.send(draft, seen=actions.token(draft), by=User.objects.get(uid=draft.author_uid))
    token = actions.token(now(draft))
    page = as_(colleague).post(f"{BASE}give-back/", {"token": token, "remark": ""})
    assert 'id="error-summary"' in page.content.decode() and now(draft).sent_at
    as_(colleague).post(f"{BASE}give-back/", {"token": token, "remark": "Въпросът е два пъти."})
    assert now(draft).sent_at is None and "Въпросът е два пъти." in editor.get(BASE).content.decode()


def test_conditions_are_rows_and_come_back_into_the_page(editor: Client, draft: FormVersion) -> None:
    asked = draft.schema["steps"][0]["questions"][0]
    address = f"{BASE}steps/1/"
    row = draft.schema["steps"][1]
    data = {"token": actions.token(now(draft)), "was": row["key"], "join": "any", **{
        name: row[name] for name in ("key", "title_bg", "title_en")}}  # fmt: skip
    data |= {"test-0-first": asked["key"], "test-0-op": "one_of", "test-0-value": asked["options"][0]["value"]}
    assert editor.post(address, data).status_code == 302
    found = now(draft).schema["steps"][1]
    wanted = {"any": [{"field": asked["key"], "op": "one_of", "value": [asked["options"][0]["value"]]}]}
    assert found["when"] == wanted
    assert found["questions"] == row["questions"]
    assert asked["options"][0]["value"] in editor.get(address).content.decode()


def test_more_rows_keep_what_was_typed(editor: Client, draft: FormVersion) -> None:
    data = new_question(actions.token(now(draft)), add_row="1")
    page = editor.post(f"{BASE}steps/0/questions/0/", data).content.decode()
    assert "option-3-first" in page
    assert "Има ли стълби?" in page


def test_the_preview_and_the_test_run_keep_nothing(editor: Client, draft: FormVersion, get_never_writes: Any) -> None:
    with get_never_writes():
        assert "disabled" in editor.get(f"{BASE}preview/0/").content.decode()
        assert editor.get(f"/en{BASE}try/").status_code == 200
    before = now(draft).schema
    page = editor.post(f"{BASE}try/", {}).content.decode()
    assert "tag-error" in page
    assert now(draft).schema == before


def test_a_shared_question_is_copied_into_a_form(editor: Client, draft: FormVersion) -> None:
    data = new_question("0")
    assert editor.post("/catalogue-editor/question-bank/new/", data).status_code == 302
    assert "Има ли стълби?" in editor.get("/catalogue-editor/question-bank/").content.decode()
    editor.post(f"{BASE}change/", {"do": "copy:0", "bank": "stairs", "token": actions.token(now(draft))})
    assert now(draft).schema["steps"][0]["questions"][-1]["key"] == "stairs"
    again = editor.post("/catalogue-editor/question-bank/new/", data)
    assert again.status_code == 200
    assert "Има ли стълби?" in again.content.decode()
