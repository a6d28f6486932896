"""The handbook: an editor asks for an edition, a worker makes it once, everybody may read it on paper and on the web."""

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Organisation, User
from records import outbox, pdf
from records.documents import DamagedDocument
from services.actions import editions, entries
from services.entries import KINDS
from services.handbook import changes, content
from services.handbook.book import Book
from services.models import Edition, Offer, ProcessingTime, Service
from services.tasks import render_edition
from tests.support.cast import Cast
from tests.support.guards import reads_only

pytestmark = pytest.mark.django_db
SECRET_STREET = "ул. „Тайна“ 77"


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made(module_db: None) -> tuple[Edition, bytes]:
    """An edition for citizens, rendered by the task itself."""
    edition = editions.request("citizen", "bg", by=None)
    render_edition(edition.pk)
    edition.refresh_from_db()
    assert edition.status == "ready", edition.failure
    return edition, editions.read(edition)


def frozen(audience: str = "citizen", language: str = "bg") -> dict[str, Any]:
    return content.freeze(audience, language, timezone.localdate())


def part_of(book: dict[str, Any], slug: str, key: str) -> dict[str, Any] | None:
    service = next(row for row in book["services"] if row["id"] == slug)
    return next((row for row in service["parts"] if row["key"] == key), None)


def publish(kind: str, slug: str, **values: Any) -> None:
    found = KINDS[kind]
    entries.publish(found, {**found.read(found.row(slug)), **values}, by=None)


def test_every_published_service_has_its_place_in_every_edition() -> None:
    slugs = set(Service.objects.in_force(timezone.localdate()).values_list("slug", flat=True))
    for audience in Edition.Audience.values:
        for language in ("bg", "en"):
            edition = Edition(audience=audience, language=language, content=frozen(audience, language))
            told = [
                service["id"] for chapter in Book(edition, edition.content).chapters for service in chapter.services
            ]
            assert sorted(told) == sorted(slugs)


def test_what_a_citizen_reads_of_a_service() -> None:
    publish(
        "service", "home-patronage", gets_bg="Обяд\nПомощ вкъщи", requirements=[],
        tariffs=[{"valid_from": "2026-01-01", "amount": "35.79", "cap": "60", "discounts": [
            {"id": "alone", "bg": "Сами хора", "en": "People alone", "percent": "50"}]}],
    )  # fmt: skip
    book = frozen()
    gets = part_of(book, "home-patronage", "gets")
    assert gets is not None and [row["text"] for row in gets["items"]] == ["Обяд", "Помощ вкъщи"]
    cost = part_of(book, "home-patronage", "cost")
    assert cost is not None
    assert [row["text"] for row in cost["items"]] == [
        "35,79\u00a0€ на месец", "Сами хора: 50% от таксата",
    ]  # fmt: skip
    assert part_of(book, "home-patronage", "law") is None
    where = part_of(book, "home-patronage", "where")
    assert where is not None and "0555\u00a012\u00a0345" in where["items"][0]["text"]


def test_a_place_is_promised_only_where_somebody_gives_the_service() -> None:
    names = {
        slug: [row["lead"] for row in (part_of(frozen(), slug, "steps") or {})["items"]]
        for slug in ("home-patronage", "parking-card")
    }
    assert "Намираме Ви място" in names["home-patronage"] and "Намираме Ви място" not in names["parking-card"]


def test_the_counter_reads_the_law_the_papers_and_the_checklists() -> None:
    stages = [{"id": "visit", "status": "assessment", "bg": "Посещение", "en": "Visit", "checklist_bg": ["Лекарства"],
               "due_days": 3}]  # fmt: skip
    publish("service", "home-patronage", stages=stages)
    book = frozen("clerk")
    steps = part_of(book, "home-patronage", "steps")
    assert steps is not None
    assert (steps["items"][0]["lead"], steps["items"][0]["below"]) == ("Посещение (3 дни)", ["Лекарства"])
    for key in ("referral", "act", "needed", "words"):
        assert part_of(book, "home-patronage", key) is not None, key
    papers = part_of(book, "home-patronage", "needed")
    assert papers is not None and any("регистъра" in row["text"] for row in papers["items"])


def test_the_mobile_team_reads_by_need_and_asks_questions() -> None:
    wanted = [{"id": "old", "bg": "Навършили 65 години", "en": "Aged 65", "otherwise_bg": "или ТЕЛК"}]
    publish("service", "home-patronage", requirements=wanted)
    book = frozen("team")
    asked = part_of(book, "home-patronage", "conditions")
    assert asked is not None and asked["items"][0]["lead"] == "Навършили 65 години"
    chapters = Book(Edition(audience="team", language="bg"), {**book, "changes": {"with": None, "rows": []}}).chapters
    assert chapters[0].title == "Грижа за възрастен човек"
    shown = [service["id"] for chapter in chapters for service in chapter.services]
    assert len(shown) == len(set(shown))
    assert any(chapter.also for chapter in chapters)


@pytest.mark.parametrize("audience", Edition.Audience.values)
def test_a_secret_address_is_in_no_edition(audience: str) -> None:
    """Neither of a secret organisation, wherever it helps, nor of the place where a hidden service is given."""
    publish("organisation", "crisis-centre", address_bg=SECRET_STREET, address_en=SECRET_STREET, phone="0555 99 001")
    site = {"id": "hidden", "organisation": "crisis-centre", "settlement": "99019", "bg": "Дом", "en": "Home",
            "address_bg": SECRET_STREET, "phone": "0555 99 002"}  # fmt: skip
    shared = {**site, "id": "hidden2", "organisation": "family-centre", "phone": "0555 99 003"}
    offer = {"id": "hidden-offer", "service": "crisis-centre", "provider": "family-centre", "place": "hidden2",
             "settlement": "99019", "site_bg": SECRET_STREET, "site_en": SECRET_STREET, "capacity": 5,
             "valid_from": "2026-01-01"}  # fmt: skip
    publish("organisation", "home-care", secret=True)
    lent = {**site, "id": "hidden3", "organisation": "family-centre", "phone": "0555 99 004"}
    there = {**offer, "id": "other-offer", "service": "hot-lunch", "provider": "home-care", "place": "hidden3"}
    for kind, row in (("site", site), ("site", shared), ("offer", offer), ("site", lent), ("offer", there)):
        entries.publish(KINDS[kind], row, by=None)
    assert Offer.objects.filter(slug="hidden-offer").exists()
    said = str(frozen(audience))
    assert "Тайна" not in said
    assert "99\u00a000" not in said and "99 00" not in said
    secret = Organisation.objects.get(slug="crisis-centre")
    assert f"organisation:{secret.slug}" not in said


def test_a_programme_that_has_ended_is_left_out() -> None:
    publish("service", "home-patronage", valid_to="2020-01-01")
    assert "home-patronage" not in {row["id"] for row in frozen()["services"]}


def test_how_long_comes_from_closed_cases() -> None:
    service = KINDS["service"].row("home-patronage")
    assert service is not None
    time = ProcessingTime(
        service=service, cases=40, p50=12, p90=21, since=timezone.localdate(), counted_at=timezone.now()
    )
    time.save()
    told = part_of(frozen(), "home-patronage", "time")
    assert told is not None and "12 дни" in told["text"] and "21 дни" in told["text"]


def test_the_index_leads_from_everyday_words_needs_and_names() -> None:
    book = Book(Edition(language="bg"), {**frozen(), "changes": {"with": None, "rows": []}})
    entries_ = {word.casefold(): slugs for _letter, rows in book.index for word, slugs in rows}
    assert "home-patronage" in entries_["баба"]
    assert "home-patronage" in entries_["грижа за възрастен човек"]
    assert entries_["домашен социален патронаж"] == ["home-patronage"]
    letters = [letter for letter, _rows in book.index]
    assert letters == sorted(set(letters))


def make_ready(audience: str = "citizen") -> Edition:
    edition = editions.request(audience, "bg", by=None)
    editions.finish(edition, b"%PDF-1.7", 40)
    edition.refresh_from_db()
    return edition


def test_the_next_edition_lists_what_changed_in_words() -> None:
    make_ready()
    publish("service", "home-patronage", summary_bg="Обяд до вратата.", fee={"basis": "free", "note_bg": "Безплатно."})
    publish("service", "parking-card", published=False)
    new = editions.request("citizen", "bg", by=None)
    rows = {row["id"]: row for row in new.content["changes"]["rows"]}
    assert new.number == 2 and new.content["changes"]["with"]["number"] == 1
    assert rows["parking-card"]["what"] == "removed"
    assert {field["title"] for field in rows["home-patronage"]["fields"]} == {"Накратко", "Колко струва"}
    assert set(rows) == {"parking-card", "home-patronage"}


def test_an_edition_compares_itself_with_its_own_readers_last_one() -> None:
    make_ready("clerk")
    first = editions.request("citizen", "bg", by=None)
    assert first.number == 1 and first.content["changes"] == {"with": None, "rows": []}


def test_a_double_click_makes_one_edition(cast: Cast, client: Client) -> None:
    client.force_login(cast.editor)
    answers = [client.post("/catalogue-editor/handbook/", {"audience": "team", "language": "en"}) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Edition.objects.filter(audience="team").count() == 1


def test_the_relay_gives_the_edition_to_the_slow_worker() -> None:
    edition = editions.request("citizen", "bg", by=None)
    # The database's clock stands still in a test's transaction.
    Edition.objects.filter(pk=edition.pk).update(next_try_at=timezone.now() - timedelta(minutes=1))
    jobs = [job for job in outbox.claim() if job.task == "services.render_edition"]
    assert [(job.row, job.queue) for job in jobs] == [(edition.pk, "documents_slow")]
    assert [job for job in outbox.claim() if job.task == "services.render_edition"] == []


def test_the_editor_sees_progress_without_javascript(cast: Cast, client: Client) -> None:
    edition = editions.request("citizen", "bg", by=cast.editor)
    assert editions.begin(edition.pk) is not None
    editions.tell_progress(edition, 17)
    client.force_login(cast.editor)
    with reads_only():
        page = client.get(f"/catalogue-editor/handbook/{edition.uid}/")
    assert page.headers["Refresh"] == "3"
    assert "страница 17 от около" in page.content.decode()
    editions.finish(edition, b"%PDF-1.7", 50)
    done = client.get(f"/en/catalogue-editor/handbook/{edition.uid}/")
    assert "Refresh" not in done.headers
    assert "50 pages" in done.content.decode().replace("\xa0", " ")


def test_a_failure_is_told_and_tried_again(cast: Cast, client: Client) -> None:
    edition = editions.request("citizen", "bg", by=cast.editor)
    for _ in range(editions.MAX_TRIES):
        assert editions.begin(edition.pk) is not None
        editions.fail(edition, "RenderTimeout: The renderer was late.")
    assert editions.begin(edition.pk) is None
    client.force_login(cast.editor)
    page = client.get(f"/catalogue-editor/handbook/{edition.uid}/").content.decode()
    assert "The renderer was late." in page and "Опитайте отново" in page
    client.post(f"/catalogue-editor/handbook/{edition.uid}/")
    edition.refresh_from_db()
    assert (edition.status, edition.tries, edition.failure) == ("queued", 0, "")


def test_trying_again_what_is_ready_changes_nothing(cast: Cast, client: Client) -> None:
    edition = make_ready()
    client.force_login(cast.editor)
    client.post(f"/catalogue-editor/handbook/{edition.uid}/")
    edition.refresh_from_db()
    assert edition.status == "ready"


def test_a_renderer_that_refuses_leaves_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.tasks.editions.EDITION_SECONDS", 0.01)
    edition = editions.request("citizen", "bg", by=None)
    render_edition(edition.pk)
    edition.refresh_from_db()
    assert (edition.status, edition.tries) == ("queued", 1)
    assert "RenderTimeout" in edition.failure


def test_it_is_made_once_and_counted_page_by_page(made: tuple[Edition, bytes]) -> None:
    edition, bytes_ = made
    with pikepdf.open(io.BytesIO(bytes_)) as opened:
        assert edition.pages_done == edition.pages_total == len(opened.pages)
    assert default_storage.listdir("handbook")[1].count(f"{edition.uid}.pdf") == 1
    before = edition.ready_at
    render_edition(edition.pk)
    editions.finish(edition, b"%PDF-other", 1)
    edition.refresh_from_db()
    assert edition.ready_at == before and editions.read(edition) == bytes_


def headings(opened: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Bookmarks with their page, from 0."""
    places = {page.objgen: number for number, page in enumerate(opened.pages)}
    found: list[tuple[str, int]] = []

    def walk(items: Any) -> None:
        for item in items:
            target = item.destination[0] if item.destination is not None else item.action.D[0]
            found.append((item.title, places[target.objgen]))
            walk(item.children)

    with opened.open_outline() as outline:
        walk(outline.root)
    return found


def elements(opened: pikepdf.Pdf) -> Iterator[Any]:
    waiting = [opened.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            kids = node.get("/K", [])
            waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def test_a_service_is_one_page(made: tuple[Edition, bytes]) -> None:
    """At least 95 of 100; a long one may go on."""
    edition, bytes_ = made
    names = {service["name"] for service in edition.content["services"]}
    with pikepdf.open(io.BytesIO(bytes_)) as opened:
        marks = headings(opened)
    starts = [(title, page) for title, page in marks if any(title.startswith(name) for name in names)]
    pages = sorted({page for _title, page in marks})
    one = [title for title, page in starts if page + 1 in pages]
    assert len(starts) >= len(names)
    assert len(one) / len(starts) >= 0.95, sorted({title for title, _page in starts} - set(one))


def test_the_book_is_a_tagged_document(made: tuple[Edition, bytes]) -> None:
    edition, bytes_ = made
    with pikepdf.open(io.BytesIO(bytes_)) as opened:
        metadata = opened.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert str(opened.Root.Lang) == "bg"
        assert "Интегрирани социални услуги" in str(opened.docinfo.Title)
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        found = list(elements(opened))
        kinds = {str(node.S) for node in found}
        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/LI", "/Figure", "/Link"} <= kinds
        figures = [node for node in found if str(node.S) == "/Figure"]
        assert len(figures) == len(edition.content["services"])
        assert all(str(node.Alt) for node in figures)
        cells = [node for node in found if str(node.S) == "/TD"]
        assert cells and all("/Headers" in node.A for node in cells if "/A" in node)
        for page in opened.pages:
            for font in page.Resources.get("/Font", {}).values():
                assert "/ToUnicode" in font


def test_contents_and_index_name_the_right_pages(made: tuple[Edition, bytes]) -> None:
    """As a reader would check it: the number printed beside a service is that of the page with its heading."""
    _edition, bytes_ = made
    with pikepdf.open(io.BytesIO(bytes_)) as opened:
        page = dict(headings(opened))["Домашен социален патронаж (ДСП)"] + 1
        text = words_of(bytes_)
    contents = "".join(text[1:3])
    assert re.search(rf"Домашен социален патронаж[. ]+{page}\b", contents)
    assert "Домашен социален патронаж" in text[page - 1]
    assert any(re.search(rf"^\s*.*\bбаба\b[ \d,]*\b{page}\b", found, re.M) for found in text[page:])


def words_of(made: bytes) -> list[str]:
    """The text, page by page, as poppler reads it."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True)
    return done.stdout.decode().split("\f")


def test_changed_bytes_are_never_served() -> None:
    edition = make_ready()
    default_storage.delete(edition.storage_key)
    default_storage.save(edition.storage_key, ContentFile(b"%PDF-1.7 other"))
    with pytest.raises(DamagedDocument):
        editions.read(edition)
    default_storage.delete(edition.storage_key)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_everybody_reads_the_edition_for_citizens(
    client: Client, prefix: str, django_assert_max_num_queries: Any
) -> None:
    edition = make_ready()
    with reads_only(), django_assert_max_num_queries(4):
        page = client.get(f"{prefix}/handbook/{edition.uid}/")
    body = page.content.decode()
    assert 'id="s-home-patronage"' in body and '<div lang="bg">' in body
    assert "Домашен социален патронаж" in body
    assert not page.cookies
    again = client.get(f"{prefix}/handbook/{edition.uid}/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert str(edition.uid) in client.get(f"{prefix}/handbook/").content.decode()


def test_the_file_may_be_kept_by_anybody(client: Client) -> None:
    edition = make_ready()
    answer = client.get(f"/handbook/{edition.uid}/handbook.pdf")
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "immutable" in answer.headers["Cache-Control"]
    kept = client.get(f"/handbook/{edition.uid}/handbook.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert kept.status_code == 304


def test_the_edition_for_the_counter_is_for_staff(cast: Cast, client: Client) -> None:
    edition = make_ready("clerk")
    paths = [reverse("handbook_edition", args=[edition.uid]), reverse("handbook_pdf", args=[edition.uid])]
    for user, status in ((None, 404), (cast.citizen, 404), (cast.clerk, 200), (cast.provider, 200)):
        if isinstance(user, User):
            client.force_login(user)
        assert [client.get(path).status_code for path in paths] == [status, status]
        assert (str(edition.uid) in client.get("/handbook/").content.decode()) == (status == 200)
    assert client.get(paths[1]).headers["Cache-Control"] == "private, no-cache"


def test_an_edition_that_is_not_ready_is_nobodys(client: Client) -> None:
    edition = editions.request("citizen", "bg", by=None)
    assert client.get(f"/handbook/{edition.uid}/").status_code == 404
    assert str(edition.uid) not in client.get("/handbook/").content.decode()


@pytest.mark.parametrize(
    ("lead", "text", "expected"),
    [
        ("Подавате заявление", "На сайта ни.", "Подавате заявление."),
        ("Навършили 65 години", "или ТЕЛК", "Навършили 65 години,"),
        ("Имате ли ТЕЛК?", "Покажете го.", "Имате ли ТЕЛК?"),
        ("Решаваме", "", "Решаваме"),
    ],
)
def test_a_step_and_its_text_are_two_sentences(lead: str, text: str, expected: str) -> None:
    item = {"lead": lead, "text": text, "below": []}
    said = render_to_string("services/handbook/_part.html", {"part": {"text": "", "items": [item], "ordered": True}})
    assert f"<strong>{expected}</strong>" in said
    assert changes.plain({"text": "", "items": [item]}) == f"{expected} {text}".strip()


def test_opening_hours_are_worded_as_on_the_pages() -> None:
    publish("site", "patronage-kitchen", hours=[{"days": "mon-fri", "opens": "08:00", "closes": "17:00"}])
    row = next(row for row in frozen()["contacts"] if row["id"] == "site:patronage-kitchen")
    assert row["hours"][0] == "понеделник – петък, 8:00–17:00\u00a0ч."


def test_the_renderer_tells_each_page_and_forgets_nothing() -> None:
    """Progress comes before the document; a listener that fails does not spoil the next job."""
    html = (
        "<html lang='bg'><head><title>x</title></head><body><p>а</p><p style='break-before: page'>б</p></body></html>"
    )
    renderer, told = pdf.Renderer(), []

    def refuse(_page: int) -> None:
        raise ConnectionError

    listener: Callable[[int], None] = told.append
    try:
        made = renderer.make(html, {}, 30, on_page=listener)
        assert (told, made.pages) == ([1, 2], 2)
        with pytest.raises(pdf.RenderError):
            renderer.make(html, {}, 30, on_page=refuse)
        assert renderer.render(html, {}, 30).startswith(b"%PDF")
    finally:
        renderer.stop()
