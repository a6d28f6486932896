"""Mails that come back: through a real SMTP server out, and from a real Maildir in."""

from collections.abc import Iterator
from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from applications.models import Undelivered
from casework import notices
from portal import environment
from records import messages
from records.channels import bounces
from records.models import DeadAddress, Delivery
from records.tasks import read_bounces, send_delivery
from tests.support.cast import Cast
from tests.support.stack import MailRoom


@pytest.fixture
def post(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailRoom]:
    room = MailRoom(tmp_path / "mails")
    monkeypatch.setenv("EMAIL_URL", room.url)
    for name, value in environment.email("EMAIL_URL", "").items():
        setattr(settings, name, value)
    settings.BOUNCES = {"address": "back@town.invalid", "maildir": str(tmp_path / "back")}
    yield room
    room.controller.stop()


def sent(cast: Cast) -> Delivery:
    key = cast.daughter.data_key
    context = {"service": "x", "service_en": "x"}
    message = messages.send(
        notices.FORWARDED, subject=cast.daughter, data_key=key, by=None, user_uid=cast.citizen.uid, context=context
    )
    delivery = message.deliveries.get(channel="email")
    send_delivery(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == "sent"
    return delivery


def report(action: str, status: str, original: str = "", to: str = "back@town.invalid") -> bytes:
    """As mail servers write them (RFC 3464, the example of its appendix)."""
    returned = f"\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\nSubject: x\n" if original else ""
    return f"""From: MAILER-DAEMON@example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. Person citizen@demo.invalid could not be reached.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Mon, 30 Nov 2026 10:00:00 +0200

Final-Recipient: rfc822; citizen@demo.invalid
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user citizen@demo.invalid
{returned}
--b--
""".encode()


def come_back(mail: bytes, settings: Any) -> Maildir:
    box = Maildir(settings.BOUNCES["maildir"], create=True)
    box.add(mail)
    read_bounces()
    return box


def test_a_mailbox_that_is_not_there_is_marked_and_becomes_somebodys_work(
    post: MailRoom, cast: Cast, settings: Any
) -> None:
    delivery = sent(cast)
    box = come_back(report("failed", "5.1.1", delivery.mail_id), settings)
    row = Undelivered.objects.select_related("delivery").get(delivery=delivery)
    assert (row.status, row.delivery.status, row.delivery.failure) == ("open", "failed", "5.1.1")
    assert DeadAddress.objects.get().code == "5.1.1"
    assert len(box) == 0
    client = Client()
    client.force_login(cast.clerk)
    assert "не съществува" in client.get(f"/undelivered/{row.uid}/").content.decode()
    type(cast.citizen).objects.filter(pk=cast.citizen.pk).update(email="new@demo.invalid")
    assert "не съществува" not in client.get(f"/undelivered/{row.uid}/").content.decode()
    come_back(report("failed", "5.1.1", delivery.mail_id), settings)
    assert delivery.events.count() == 1


def test_a_report_without_our_headers_is_known_by_its_own_envelope(post: MailRoom, cast: Cast, settings: Any) -> None:
    delivery = sent(cast)
    (mail,) = post.mails()
    assert mail["From"].endswith(f"<{settings.MUNICIPALITY['email']}>")
    back = bounces.return_path(delivery.message.uid)
    assert post.senders == [back]
    come_back(report("failed", "5.2.2", to=back), settings)
    assert Undelivered.objects.get(delivery=delivery).delivery.failure == "5.2.2"
    assert not DeadAddress.objects.exists()


def test_a_delay_changes_nothing_and_a_confirmation_does(post: MailRoom, cast: Cast, settings: Any) -> None:
    delivery = sent(cast)
    come_back(report("delayed", "4.4.1", delivery.mail_id), settings)
    assert not Undelivered.objects.exists()
    come_back(report("delivered", "2.0.0", delivery.mail_id), settings)
    delivery.refresh_from_db()
    assert delivery.status == "delivered"


def test_what_a_person_answers_is_kept_for_people(post: MailRoom, cast: Cast, settings: Any) -> None:
    answer = EmailMessage()
    answer["To"], answer["Subject"] = "back@town.invalid", "Re: съобщение"
    answer.set_content("Благодаря!")
    box = come_back(answer.as_bytes(), settings)
    assert len(box) == 0
    assert len(box.get_folder("other")) == 1


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_without_an_error(mail: bytes) -> None:
    head = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
    assert bounces.read(mail) is None
    bounces.read(head + b"Content-Type: message/delivery-status\n\n" + mail + b"\n--b--\n")
