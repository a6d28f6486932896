"""A letter from the message to the advice of delivery: one clerk, a printer and the post."""

import io
import re
import subprocess
from typing import Any

import pikepdf
import pytest
from django.test import Client

from applications.models import Undelivered
from casework import notices
from casework.telling import tell
from people.models import Person
from records import letters
from records.models import Batch, Delivery, Letter
from records.tasks import render_document, send_delivery
from tests.casework.test_decisions import approve
from tests.support.cast import Cast, Send, case_of, drafted

TOLD = {"service": "услуга", "service_en": "service", "number": "СУ-2026-00001", "body": "Дирекция"}


def at_home(person: Person) -> None:
    person.channels, person.address = ["letter"], {"line": "ул. „Липа“ 7, вх. Б, ап. 12"}
    person.save()


def prepared(cast: Cast, send: Send, key: str = "1") -> Letter:
    """A letter to the mother, rendered."""
    at_home(cast.mother)
    tell(case_of(send("home-patronage")), notices.FORWARDED, TOLD, by=None, key=key)
    return rendered(Delivery.objects.filter(message__person_uid=cast.mother.uid, channel="letter").latest("pk"))


def rendered(delivery: Delivery) -> Letter:
    send_delivery(delivery.pk)
    letter = Letter.objects.get(delivery=delivery)
    render_document(letter.document_id)
    return letter


def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.clerk)
    return client


def words_with_places(pdf: bytes) -> list[tuple[float, float, str]]:
    """Every word of the first page with its left and top edge in millimetres."""
    done = subprocess.run(["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True)
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)<', done.stdout.decode())
    return [(float(x) * 25.4 / 72, float(y) * 25.4 / 72, word) for x, y, word in found]


def test_a_clerk_prints_posts_and_writes_down_who_received(cast: Cast, send: Send) -> None:
    letter = prepared(cast, send)
    client = clerk(cast)
    assert client.get("/post/").status_code == 200
    where = client.post("/post/print/").headers["Location"]
    assert "Пенка" in client.get(where).content.decode()
    with pikepdf.open(io.BytesIO(b"".join(client.get(f"{where}paper/")))) as pdf:
        assert len(pdf.pages) == 2
    assert client.post(where, {"posted_on": "1.1.2026", f"posted_{letter.uid}": "on"}).status_code == 302
    letter.delivery.refresh_from_db()
    assert letter.delivery.status == "sent"
    one = f"/post/letter/{letter.uid}/"
    assert "преди писмото" in client.post(one, {"what": "received", "on": "31.12.2025"}).content.decode()
    assert client.post(one, {"what": "received", "on": "5.1.2026"}).status_code == 302
    letter.delivery.refresh_from_db()
    assert letter.delivery.status == "delivered"
    assert [event.to_status for event in letter.delivery.events.all()] == ["to_print", "printed", "sent", "delivered"]


def test_the_address_stands_in_the_window_of_the_envelope(cast: Cast, send: Send) -> None:
    """Left window 90 × 45 mm of a DL or C5/6 envelope, 20 mm from the left, sheet folded in three (DIN 5008 B)."""
    from records import documents

    letter = prepared(cast, send)
    letter.document.refresh_from_db()
    words = words_with_places(documents.read(letter.document))
    address = [place for place in words if place[2] in {"Пенка", "Колева", "„Липа“", "вх.", "ап."}]
    assert len(address) >= 4
    for left, top, word in address[:6]:
        assert 20 <= left <= 105, word
        assert 50 <= top <= 86, word
    others = [top for left, top, word in words if 42 < top < 92 and word not in letter.number and left > 105]
    assert others == []
    with pikepdf.open(io.BytesIO(documents.read(letter.document))) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_a_decision_goes_registered_with_the_decision_itself(cast: Cast, send: Send) -> None:
    case = case_of(send("home-patronage"))
    at_home(cast.mother)
    render_document(approve(drafted(case, cast), cast).pk)
    delivery = Delivery.objects.get(
        message__kind="decision_published", message__person_uid=cast.mother.uid, channel="letter"
    )
    letter = rendered(delivery)
    assert letter.is_registered
    client = clerk(cast)
    where = client.post("/post/print/").headers["Location"]
    with pikepdf.open(io.BytesIO(b"".join(client.get(f"{where}paper/")))) as pdf:
        assert len(pdf.pages) == 4
    typed = {"posted_on": "1.1.2026", f"posted_{letter.uid}": "on"}
    answer = client.post(where, typed).content.decode()
    assert "има номер от пощата" in answer
    assert client.post(where, {**typed, f"proof_{letter.uid}": "rr123456785bg"}).status_code == 302
    assert letters.found("RR123456785BG") == [letter]
    assert "RR123456785BG" in client.post("/post/", {"q": "RR123456785BG"}).content.decode()


def test_a_letter_that_came_back_is_somebodys_work_and_goes_again_to_the_new_address(cast: Cast, send: Send) -> None:
    letter = prepared(cast, send)
    client = clerk(cast)
    where = client.post("/post/print/").headers["Location"]
    client.post(where, {"posted_on": "1.1.2026", f"posted_{letter.uid}": "on"})
    one = f"/post/letter/{letter.uid}/"
    assert "защо" in client.post(one, {"what": "returned", "on": "9.1.2026"}).content.decode()
    assert client.post(one, {"what": "returned", "on": "9.1.2026", "reason": "moved"}).status_code == 302
    row = Undelivered.objects.get(delivery=letter.delivery)
    assert row.delivery.failure == "moved"
    cast.mother.address = {"line": "ул. „Бор“ 1"}
    cast.mother.save()
    assert client.post(f"/undelivered/{row.uid}/", {"how": "again"}).status_code == 302
    send_delivery(letter.delivery_id)
    second = Letter.objects.filter(delivery=letter.delivery).latest("pk")
    assert second.number != letter.number
    assert "Бор" in str(second.document.context)


def test_two_who_print_at_once_never_print_the_same_letter(cast: Cast, send: Send) -> None:
    letter = prepared(cast, send)
    first = letters.print_batch(by=cast.clerk)
    assert first is not None
    assert letters.print_batch(by=cast.clerk) is None
    letter.refresh_from_db()
    letters.print_again(letter, by=cast.clerk)
    assert letters.print_batch(by=cast.clerk) is not None
    letter.refresh_from_db()
    letters.post(letter, on=letter.document.issued_on, proof="", by=cast.clerk)
    with pytest.raises(letters.AlreadyDone):
        letters.print_again(letter, by=cast.clerk)


def test_a_letter_that_cannot_be_made_does_not_wait_for_ever(cast: Cast, send: Send, monkeypatch: Any) -> None:
    at_home(cast.mother)
    tell(case_of(send("home-patronage")), notices.FORWARDED, TOLD, by=None, key="9")
    delivery = Delivery.objects.filter(message__person_uid=cast.mother.uid, channel="letter").latest("pk")
    send_delivery(delivery.pk)
    letter = Letter.objects.get(delivery=delivery)
    letter.document.template = "pdf/no-such.html"
    letter.document.save()
    for _ in range(8):
        render_document(letter.document_id)
    assert Undelivered.objects.get(delivery=delivery).delivery.failure == "the letter was not made"


def test_a_letter_is_not_printed_once_the_person_no_longer_allows_letters(cast: Cast, send: Send) -> None:
    letter = prepared(cast, send)
    cast.mother.channels = []
    cast.mother.save()
    assert letters.print_batch(by=cast.clerk) is None
    letter.delivery.refresh_from_db()
    assert letter.delivery.status == "not_allowed"


def test_a_protected_person_is_named_on_the_paper_alone(cast: Cast, send: Send) -> None:
    letter = prepared(cast, send)
    cast.mother.is_protected = True
    cast.mother.save()
    letters.print_batch(by=cast.clerk)
    for page in (f"/post/letter/{letter.uid}/", f"/post/batch/{Batch.objects.latest('pk').uid}/"):
        shown = clerk(cast).get(page).content.decode()
        assert letter.number in shown and "Пенка" not in shown and "защитен човек" in shown
