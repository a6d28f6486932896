"""Readers tell us what is missing and what is unclear; editors read it; the words are forgotten in time."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from records.models import AuditEvent
from services.actions import voices
from services.models import Feedback, UnmetNeed
from services.tasks import forget_voices
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
WORDS = "Търся кой да гледа майка ми нощем"


def test_a_search_without_results_leads_on(client: Client) -> None:
    page = client.get("/search/", {"q": "ффффф ъъъъъ"}).content.decode()
    assert 'href="/finder/"' in page and settings.MUNICIPALITY["hotline"] in page
    assert f'href="/search/tell-us/?q={quote("ффффф ъъъъъ")}"' in page
    english = client.get("/en/search/", {"q": "qqqqq"}).content.decode()
    assert 'href="/en/finder/"' in english and 'href="/en/search/tell-us/?q=qqqqq"' in english


def test_what_was_typed_becomes_an_unmet_need(client: Client) -> None:
    page = client.get("/search/tell-us/", {"q": WORDS})
    assert WORDS in page.content.decode() and "csrfmiddlewaretoken" in page.content.decode()
    sent = client.post("/search/tell-us/", {"text": WORDS, "settlement": "99019", "target_group": "elderly"})
    assert sent.status_code == 302
    assert "никой няма да Ви потърси" in client.get(sent["Location"]).content.decode()
    need = UnmetNeed.objects.get()
    assert (need.text, need.kind, need.source, need.language) == (WORDS, "nothing_found", "search", "bg")
    assert need.settlement is not None and need.target_group is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM services_unmetneed")
        assert WORDS.encode() not in bytes(cursor.fetchone()[0])


def test_place_and_person_may_be_left_out_but_not_the_words(client: Client) -> None:
    assert client.post("/en/search/tell-us/", {"text": "night care"}).status_code == 302
    assert UnmetNeed.objects.get().language == "en"
    refused = client.post("/search/tell-us/", {"text": "", "settlement": "99019"}).content.decode()
    assert "Грешка: " in refused and '<option value="99019" selected>' in refused
    assert UnmetNeed.objects.count() == 1


def test_without_a_token_nothing_is_taken() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/search/tell-us/", {"text": WORDS}).status_code == 403
    assert strict.post("/feedback/", {"kind": "useful", "version": 1}).status_code == 403
    page = strict.get("/feedback/?page=/services/hot-lunch/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    data = {"kind": "useful", "version": 1, "csrfmiddlewaretoken": token[1]}
    assert strict.post("/feedback/?page=/services/hot-lunch/", data).status_code == 302


@pytest.mark.parametrize(("address", "data"), [
    ("/search/tell-us/", {"text": WORDS}), ("/feedback/", {"kind": "useful", "version": 1}),
])  # fmt: skip
def test_nobody_sends_without_end(client: Client, address: str, data: dict[str, Any]) -> None:
    for _ in range(voices.AN_ADDRESS):
        assert client.post(address, data).status_code == 302
    refused = client.post(address, data)
    assert refused.status_code == 429 and "Изчакайте десет минути" in refused.content.decode()
    assert client.post(address, data, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_feedback_knows_the_service_and_the_version(client: Client) -> None:
    address = "/feedback/?page=/en/services/hot-lunch/&kind=unclear"
    form = client.get(address).context["form"]
    assert form.initial["kind"] == "unclear"
    sent = client.post(address, {"kind": "unclear", "text": "Кога отваряте?", "version": form.initial["version"]})
    row = Feedback.objects.get()
    assert (row.page, row.service.slug, row.kind) == ("/en/services/hot-lunch/", "hot-lunch", "unclear")  # type: ignore[union-attr]
    assert (row.text, row.version) == ("Кога отваряте?", form.initial["version"]) and row.version > 0
    assert 'href="/changes/"' in client.get(sent["Location"]).content.decode()


@pytest.mark.parametrize(
    "page", ["//evil.example/", "https://evil.example/", "/no/such/page/", "/" + "x" * 300, "", "javascript:1"]
)
def test_only_our_own_pages_are_named(client: Client, page: str) -> None:
    address = f"/feedback/?page={quote(page)}"
    assert "evil" not in re.sub(
        r"<header.*?</header>|<div class=\"strip.*?</div></div>", "", client.get(address).content.decode(), flags=re.S
    ).replace(quote(page), "")
    client.post(address, {"kind": "not_useful", "version": 1})
    row = Feedback.objects.get()
    assert (row.page, row.service) == ("", None)


def test_the_editor_reads_and_marks(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(55):
        voices.ask_for({"text": f"нужда {number}", "settlement": None, "target_group": None})
    voices.tell("/services/hot-lunch/", None, {"kind": "unclear", "text": "Не разбрах", "version": 3})
    editor = Client()
    editor.force_login(cast.editor)
    with django_assert_max_num_queries(15):
        page = editor.get("/catalogue-editor/voices/").content.decode()
    assert "нужда 54" in page and "нужда 5<" in page and "нужда 4<" not in page
    older = re.search(r'href="(\?what=unmet&amp;before=\d+)"', page)
    assert older is not None
    assert "нужда 4<" in editor.get("/catalogue-editor/voices/" + older[1].replace("&amp;", "&")).content.decode()
    said = editor.get("/catalogue-editor/voices/?what=feedback").content.decode()
    assert "Не разбрах" in said and "непрочетени: 1" in said
    row = Feedback.objects.get()
    address = f"/catalogue-editor/voices/feedback/{row.uid}/read/"
    assert editor.post(address).status_code == editor.post(address).status_code == 302
    assert AuditEvent.objects.filter(verb="voice_read", subject_uid=row.uid).count() == 1
    assert "непрочетени: 0" in editor.get("/catalogue-editor/voices/?what=feedback").content.decode()
    assert editor.post(f"/catalogue-editor/voices/nonsense/{row.uid}/read/").status_code == 404


@pytest.mark.parametrize(
    "query", ["what=x", "before=x", "before=-1", "before=99999999999999999999", "what=feedback&before="]
)
def test_no_address_breaks_the_inbox(cast: Cast, query: str) -> None:
    editor = Client()
    editor.force_login(cast.editor)
    assert editor.get(f"/catalogue-editor/voices/?{query}").status_code == 200


def test_words_are_forgotten_and_counts_stay(settings: Any, cast: Cast) -> None:
    old = voices.ask_for({"text": WORDS, "settlement": None, "target_group": None})
    said = voices.tell("/services/hot-lunch/", None, {"kind": "unclear", "text": WORDS, "version": 1})
    fresh = voices.ask_for({"text": WORDS, "settlement": None, "target_group": None})
    for model, row in ((UnmetNeed, old), (Feedback, said)):
        model.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=366))
    forget_voices()
    forget_voices()
    old, fresh, said = (type(row).objects.select_related("data_key").get(pk=row.pk) for row in (old, fresh, said))
    assert old.text is None and said.text is None and fresh.text == WORDS
    assert old.data_key.wrapped is None and said.data_key.wrapped is None and fresh.data_key.wrapped is not None
    assert (old.kind, said.kind) == ("nothing_found", "unclear")
    assert AuditEvent.objects.filter(verb="key_shredded").count() == 2
