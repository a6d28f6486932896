"""What people type is never run, never turned, and never looks like ours: pages, documents and mails (faults D1, D12)."""

import re
import subprocess
from html import escape, unescape
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from casework import notices, placeholders
from casework.actions import appeals, talk
from casework.models import Appeal, Decision, Side
from casework.telling import names, tell
from records.channels.email import _parts
from records.models import Document, Message
from records.notices import notice_of
from records.tasks import render_document
from tests.support.cast import Cast, Send, case_of, published, refused, signed_in

pytestmark = pytest.mark.django_db
# In what eight template languages, three shells and the house's own grammar begin to run; and what would be run.
WRAPS = (
    "{{ %s }}", "{%% print(%s) %%}", "${%s}", "#{%s}", "<%%= %s %%>", "((%s))", "((#if %s))x((/if))", "{{{%s}}}",
    "*{%s}", "[[${%s}]]", "#set($x=%s)$x", "@(%s)",
)  # fmt: skip
RUNS = (
    "1337*1337", "settings.SECRET_KEY", "decision.case.delete", "user.password", "''.__class__.__mro__[1]",
    "config.items()", "self.__init__.__globals__", '"freemarker.template.utility.Execute"?new()("id")',
    'T(java.lang.Runtime).getRuntime().exec("id")', "<script>alert(1)</script>",
)  # fmt: skip
PAYLOADS = [wrap % run for wrap, run in product(WRAPS, RUNS)]
ALL = "\n".join(PAYLOADS)
RAN = ("1787569", "java.lang.Runtime@", "uid=0", "<class ", "pbkdf2", "argon2")


def nothing_ran(text: str) -> None:
    found = [sign for sign in (*RAN, settings.SECRET_KEY, "<script>alert") if sign in text]
    assert found == []


def literally(text: str) -> None:
    """Every payload stands there as it was typed; line ends are the page's own."""
    flat = re.sub(r"\s+", "", text)
    assert [payload for payload in PAYLOADS if re.sub(r"\s+", "", payload) not in flat] == []


def on_page(html: str) -> None:
    nothing_ran(html)
    literally(unescape(html))


def words_of(document: Document) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=rendered(document), capture_output=True, check=True)
    return done.stdout.decode()


def rendered(document: Document) -> bytes:
    from records import documents

    render_document(document.pk)
    document.refresh_from_db()
    return documents.read(document)


def in_pdf(document: Document) -> None:
    text = words_of(document)
    nothing_ran(text.replace("<script>alert(1)</script>", ""))  # as words on paper it is harmless
    literally(re.sub(r"\n\d+ / \d+\n\f?", "", text))


def test_there_are_a_hundred_and_twenty() -> None:
    assert len(set(PAYLOADS)) == 120


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_wording_is_refused_or_says_the_payload_itself(payload: str) -> None:
    """Double brackets belong to the house's grammar, which knows none of these names; anything else is plain text."""
    is_ours = "((" in payload or "))" in payload
    if is_ours:
        with pytest.raises(placeholders.TemplateError):
            placeholders.check_lines(payload)
    else:
        placeholders.check_lines(payload)
    assert placeholders.fill("((findings))", {"findings": payload}) == payload
    if not is_ours:
        assert placeholders.fill(payload, placeholders.SAMPLE) == payload


def test_facts_reasons_and_conditions_are_words_on_page_and_paper(send: Send, cast: Cast) -> None:
    decision = refused(case_of(send("assistant-support")), cast)
    decision.findings, decision.unmet = ALL, [PAYLOADS[0], PAYLOADS[9]]
    decision.save()
    reason = decision.reasons.get()
    type(reason).objects.filter(pk=reason.pk).update(text_bg=PAYLOADS[1])
    path = f"/desk/{decision.case.uid}/decision/approval/"
    on_page(signed_in(cast.head).get(path).content.decode())
    published(Decision.objects.select_related("data_key", "template", "case").get(pk=decision.pk), cast)
    decision = Decision.objects.get(pk=decision.pk)
    act = Document.objects.get(uid=decision.document_uid)
    Document.objects.filter(pk=act.pk).update(status="queued", storage_key="", sha256="", rendered_at=None)
    in_pdf(act)
    on_page(signed_in(cast.citizen).get(f"/my/decision/{decision.uid}/read/").content.decode())
    type(reason).objects.filter(pk=reason.pk).update(text_bg=reason.text_bg)


def test_an_appeal_is_words_on_page_and_paper_and_the_mail_about_it_says_nothing(send: Send, cast: Cast) -> None:
    decision = refused(case_of(send("assistant-support")), cast)
    case = published(Decision.objects.select_related("data_key", "template", "case").get(pk=decision.pk), cast)
    typed = {"to": "body", "against": ALL}
    assert signed_in(cast.citizen).post(f"/my/case/{case.uid}/appeal/", typed).status_code == 302
    appeal = Appeal.objects.get()
    for user, path in (
        (cast.citizen, f"/my/appeal/{appeal.uid}/"),
        (cast.officer, f"/desk/{case.uid}/appeal/{appeal.uid}/"),
    ):
        on_page(signed_in(user).get(path).content.decode())
    in_pdf(Document.objects.get(uid=appeal.receipt_uid))
    for message in Message.objects.filter(kind="decision_appealed"):
        assert "1337" not in notice_of(message).text(message, "bg")


def test_the_talk_and_the_mail_that_carries_it_are_words(send: Send, cast: Cast) -> None:
    case = case_of(send("assistant-support"))
    talk.write(case, ALL, side=Side.OFFICE, by=cast.officer)
    talk.write(case, ALL, side=Side.PERSON, by=cast.citizen)
    on_page(signed_in(cast.officer).get(f"/desk/{case.uid}/messages/").content.decode())
    on_page(signed_in(cast.citizen).get(f"/my/case/{case.uid}/messages/").content.decode())
    context = {**names(case.service), "number": PAYLOADS[0], "officer": PAYLOADS[9], "text": ALL}
    tell(case, notices.WROTE, context, by=cast.officer, key="payloads")
    message = Message.objects.filter(kind="case_wrote").latest("pk")
    text = notice_of(message).text(message, "bg")
    nothing_ran(text.replace("<script>alert(1)</script>", ""))
    literally(text)
    _subject, plain, html = _parts("x", text, "bg", settings.PUBLIC_URL)
    literally(plain)
    on_page(html)
    assert escape("<script>alert(1)</script>") in html


def test_a_name_runs_nowhere(send: Send, cast: Cast) -> None:
    case = case_of(send("assistant-support"))
    mother = cast.mother
    type(mother).objects.filter(pk=mother.pk).update(
        given_name="{{ 1337*1337 }}", family_name="<script>alert(1)</script>"
    )
    for user, path in (
        (cast.officer, "/desk/?tab=all"),
        (cast.officer, f"/desk/{case.uid}/"),
        (cast.citizen, f"/my/{case.request.application.uid}/"),
    ):
        html = signed_in(user).get(path).content.decode()
        nothing_ran(html)
        assert escape("<script>alert(1)</script>") in html or "{{ 1337*1337 }}" in html


STAMP = "ЗАПОВЕД № РД-2026-00001\n\nОДОБРЯВАМ помощта.\n\nСнежана Колева, кмет"
TURNED = "Сумата е \u202e000 01\u202c лева\u2066!\u2069"


def structure(pdf: bytes, folder: Any) -> list[tuple[int, str]]:
    """(depth, text or tag) of the tagged document, as an assistive programme reads it."""
    path = folder / "x.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, check=True)
    lines = [line for line in done.stdout.decode().splitlines() if line.strip()]
    return [(len(line) - len(line.lstrip()), line.strip()) for line in lines]


def under_quote(found: list[tuple[int, str]], word: str) -> list[bool]:
    """For each place where the word stands: whether it is inside a quotation."""
    answer, open_tags = [], list[tuple[int, str]]()
    for depth, line in found:
        open_tags = [tag for tag in open_tags if tag[0] < depth]
        if line.startswith('"'):
            if word in line:
                answer.append(any(tag == "BlockQuote" for _depth, tag in open_tags))
        else:
            open_tags.append((depth, line.split()[0]))
    return answer


def test_a_persons_words_are_a_quotation_and_cannot_turn_the_text(send: Send, cast: Cast, tmp_path: Any) -> None:
    """A text that imitates an act stays inside the quotation of the receipt (D12)."""
    decision = refused(case_of(send("assistant-support")), cast)
    case = published(Decision.objects.select_related("data_key", "template", "case").get(pk=decision.pk), cast)
    appeals.register(
        case, to="body", lodged_on=timezone.localdate(), lodged_by="Пенка Колева", by=cast.citizen,
        against=f"{STAMP}\n\n{TURNED}",
    )  # fmt: skip
    receipt = Document.objects.get(uid=Appeal.objects.get().receipt_uid)
    pdf = rendered(receipt)
    found = structure(pdf, tmp_path)
    assert under_quote(found, "ОДОБРЯВАМ") == [True]
    assert "РАЗПИСКА" in str(found)  # the tree was read
    text = words_of(receipt)
    assert "000 01" in text and not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
