"""Private notes: colleagues read them, a correction hides nothing, the citizen sees none of it."""

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions import notes
from casework.models import CaseNote, NoteKind
from records import keys
from records.crypto import encrypt_bytes
from records.models import AuditEvent
from tests.access.table import ARGUMENTS, TABLE
from tests.support.cast import Cast, Send, begin, case_of, signed_in

pytestmark = pytest.mark.django_db
SECRET = "Дъщерята каза, че братът пие."


def typed(**changed: str) -> dict[str, str]:
    return {"kind": "call", "happened_on": f"{timezone.localdate():%d.%m.%Y}", "text": SECRET, **changed}


def test_an_officer_writes_corrects_and_keeps_a_note_on_top(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    officer, head = signed_in(cast.officer), signed_in(cast.head)
    address = f"/desk/{case.uid}/notes/"
    assert officer.post(address, typed(form_uid=str(uuid4()))).status_code == 302
    assert officer.post(address, typed(kind="visit", text="Чисто е.", is_pinned="on")).status_code == 302
    call = CaseNote.objects.get(kind="call")
    assert head.post(f"{address}{call.uid}/", typed(text="Съседката каза, че братът пие.")).status_code == 302
    page = officer.get(address).content.decode()
    assert page.index("Чисто е.") < page.index("Съседката каза") < page.index(SECRET)
    assert "1 предишна версия" in page
    assert cast.head.name in page
    assert CaseNote.objects.get(pk=call.pk).text == SECRET  # the first version stands as it was written
    only_visits = officer.get(f"{address}?kind=visit").content.decode()
    assert "Чисто е." in only_visits
    assert "братът" not in only_visits
    on_case = officer.get(f"/desk/{case.uid}/").content.decode()
    assert "Съседката каза" in on_case
    assert SECRET not in on_case
    assert AuditEvent.objects.filter(verb__startswith="note_").count() == 3


def test_two_who_correct_one_note_do_not_overwrite_each_other(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    note = notes.write(case, NoteKind.CALL, happened_on=timezone.localdate(), text="Първо", by=cast.officer)
    address = f"/desk/{case.uid}/notes/{note.uid}/"
    assert signed_in(cast.officer).post(address, typed(text="Второ")).status_code == 302
    late = signed_in(cast.head).post(address, typed(text="Трето, което не бива да се губи"))
    assert late.status_code == 200
    assert "Трето, което не бива да се губи" in late.content.decode()
    assert CaseNote.objects.count() == 2


def test_a_form_sent_twice_is_one_note_and_an_empty_one_says_what_is_missing(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    officer, once = signed_in(cast.officer), typed(form_uid=str(uuid4()))
    for _ in range(2):
        officer.post(f"/desk/{case.uid}/notes/", once)
    assert CaseNote.objects.count() == 1
    page = officer.post(f"/desk/{case.uid}/notes/", typed(kind="", happened_on="31.02.2026")).content.decode()
    assert "error-summary" in page
    assert SECRET in page


def readable(client: Client, login: str, objects: dict[str, Any]) -> str:
    """Everything that the login may open, as one text."""
    seen = ""
    for name in TABLE:
        if name == "health_ready":
            continue
        response = client.get(reverse(name, args=[objects[key] for key in ARGUMENTS.get(name, ())]))
        if response.status_code == 200 and not response.streaming:
            seen += response.content.decode(errors="replace")
    return seen


@pytest.mark.parametrize("login", ["citizen", "clerk", "provider"])
def test_nobody_but_the_officers_reads_a_note_on_any_page(send: Send, cast: Cast, login: str) -> None:
    from tests.access.objects import make

    objects = make(cast, send)
    note = CaseNote.objects.get(uid=objects["note_uid"])
    notes.correct(note, kind=NoteKind.CALL, happened_on=note.happened_on, text=SECRET, is_pinned=True, by=cast.officer)
    client = signed_in(getattr(cast, login))
    if login == "clerk":
        begin(client, cast.mother)
    seen = readable(client, login, objects)
    assert "Пенка" in seen  # the walk did reach the person's pages
    assert SECRET not in seen
    assert "Звънна дъщерята." not in seen


def test_what_stood_on_the_case_became_a_note_that_reads_the_same(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    old = encrypt_bytes(case.data_key, f"casework_case:note:{case.uid}".encode(), SECRET.encode())
    key = case.data_key
    moved = import_module("casework.migrations.0016_case_notes").sealed_anew
    uid, text = moved(case.uid, old, key.kek_id, key.wrapped, key.uid)
    whole_key = key.unwrap()
    assert whole_key is not None
    assert keys.decrypt(whole_key, text, f"casework_casenote:text:{uid}".encode()).decode() == SECRET
