"""The form on paper: for each service and language, made once, and found again by the code that is printed on it."""

import io
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.test import Client

from records import outbox
from services import blanks
from services.actions import blanks as actions
from services.models import BlankForm, FormVersion, Service
from services.tasks.blanks import render_blank

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`paper("home-patronage", "bg")`: the row of the form, not yet made."""
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 500)
    actions.prepare()
    return lambda slug, language: BlankForm.objects.of(slug, language).select_related("service").get()


def test_each_service_that_is_asked_for_has_one_in_each_language_and_once(paper: Any) -> None:
    asked = [row for row in Service.objects.published() if row.takes_applications and not row.is_protected]
    assert BlankForm.objects.count() == len(asked) * len(settings.LANGUAGES) > 20
    assert actions.prepare() == 0
    assert not BlankForm.objects.filter(service__emergency=True).exists()


@pytest.mark.parametrize(("language", "said"), [("bg", "Само ако"), ("en", "Only if")])
def test_every_question_is_on_the_paper_with_its_condition(paper: Any, language: str, said: str) -> None:
    form = paper("home-patronage", language)
    text = blanks.html(form)
    for pk in (form.common_id, form.own_id):
        for step in FormVersion.objects.get(pk=pk).schema["steps"]:
            for question in step["questions"]:
                assert question[f"label_{language}"].split("&")[0].split("'")[0] in text
    assert said in text and form.code in text


def test_it_is_made_once_tagged_and_served_without_an_account(paper: Any) -> None:
    form = paper("home-patronage", "bg")
    client = Client()
    assert client.get("/services/home-patronage/paper-form/").status_code == 202
    render_blank(form.pk)
    form.refresh_from_db()
    made = form.made_at
    render_blank(form.pk)
    form.refresh_from_db()
    assert form.made_at == made
    answer = client.get("/services/home-patronage/paper-form/")
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert "/StructTreeRoot" in document.Root and str(document.Root.Lang) == "bg"
        assert 2 <= len(document.pages) <= 8
    assert client.get("/services/home-patronage/paper-form/", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client.get("/en/services/home-patronage/paper-form/").status_code == 202
    assert "/services/home-patronage/paper-form/" in client.get("/services/home-patronage/").content.decode()


def test_the_code_says_whether_the_questions_are_still_asked(paper: Any) -> None:
    form = paper("home-patronage", "bg")
    BlankForm.objects.filter(pk=form.pk).update(made_at="2026-11-01T10:00Z", sha256="0" * 64)
    address = f"/blank/{form.code.lower().replace('-', '')}/"
    assert "които се питат сега" in Client().get(address).content.decode()
    FormVersion.objects.filter(pk=form.own_id).update(status="retired")
    page = Client().get(address).content.decode()
    assert "Въпросите са променени" in page and "Домашен социален патронаж" in page
    assert Client().get("/blank/0000-0000/").status_code == 404


def test_a_worker_that_fails_leaves_it_to_the_next_claim(paper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    form = paper("home-patronage", "bg")
    BlankForm.objects.filter(pk=form.pk).update(next_try_at="2026-01-01T10:00Z")
    assert ("services.render_blank", form.pk) in {(job.task, job.row) for job in outbox.claim(500)}
    assert ("services.render_blank", form.pk) not in {(job.task, job.row) for job in outbox.claim(500)}
    FormVersion.objects.filter(pk=form.common_id).update(schema={"steps": "broken"})
    monkeypatch.setattr("services.formschema.published._KEPT", {})
    render_blank(form.pk)
    form.refresh_from_db()
    assert form.made_at is None and form.tries == 1 and form.failure


def test_a_protected_service_has_no_paper_form(paper: Any) -> None:
    assert Client().get("/services/crisis-centre/paper-form/").status_code == 404
