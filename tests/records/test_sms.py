"""Text messages through a gateway that answers, refuses, breaks and reports, on a real HTTP server."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from applications.models import Undelivered
from casework import notices
from people.models import Person
from portal import carriers
from records import messages
from records.channels import gateway
from records.models import Delivery, QuietHours
from records.tasks import send_delivery
from tests.support.carrier import HANG_UP, Carrier, carrier
from tests.support.cast import Cast
from tests.support.stack import free_port

SECRET = "between-us"


@pytest.fixture
def shop(settings: Any, freeze: Callable[[Any], None]) -> Iterator[Carrier]:
    """In the middle of a working day: text messages keep the quiet hours."""
    freeze("2026-11-30 12:00+02:00")
    with carrier() as running:
        settings.SMS = {
            **carriers.sms(), "url": f"{running.url}/send", "headers": {"Authorization": "Bearer k"}, "timeout": 5,
            "fields": {"phone": "to", "message": "text", "client_ref": "reference"}, "id_field": "messages.0.id",
            "accepted": {"messages.0.status": "queued|sent"}, "callback_secret": SECRET,
        }  # fmt: skip
        running.answer = lambda _heard: (200, b'{"messages": [{"id": "g-17", "status": "queued"}]}')
        yield running


def told(cast: Cast) -> Delivery:
    QuietHours.objects.all().delete()  # these tests run at night, too
    Person.objects.filter(pk=cast.mother.pk).update(channels=["sms"])
    mother = Person.objects.with_key().get(pk=cast.mother.pk)
    mother.phone = "+359888123456"
    mother.save()
    message = messages.send(
        notices.FORWARDED, subject=mother, data_key=mother.data_key, by=None, person_uid=mother.uid, context={}
    )
    return message.deliveries.get(channel="sms")


def tried(delivery: Delivery) -> Delivery:
    send_delivery(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def report(secret: str = SECRET, moment: int | None = None, **fields: str) -> int:
    body = json.dumps(fields).encode()
    moment = int(time.time()) if moment is None else moment
    header = f"t={moment},v1={gateway.signature(secret, moment, body)}"
    client = Client(headers={"X-Signature": header}, enforce_csrf_checks=True)
    return client.post("/carriers/sms/", body, content_type="application/json").status_code


def test_a_text_message_is_handed_over_once_in_the_gateways_own_words(shop: Carrier, cast: Cast) -> None:
    delivery = tried(told(cast))
    assert (delivery.status, delivery.foreign_id) == ("sent", "g-17")
    tried(delivery)
    (request,) = shop.heard
    sent = json.loads(request.body)
    assert sent["phone"] == "+359888123456"
    assert sent["client_ref"] == request.headers["idempotency-key"] == str(delivery.message.uid)
    assert request.headers["authorization"] == "Bearer k"


def test_a_gateway_may_want_a_form(shop: Carrier, cast: Cast, settings: Any) -> None:
    settings.SMS = {**settings.SMS, "format": "form", "accepted": {}, "id_field": ""}
    assert tried(told(cast)).status == "sent"
    assert b"phone=%2B359888123456" in shop.heard[0].body


@pytest.mark.parametrize("status", [HANG_UP, 500, 408])
def test_a_lost_answer_goes_to_the_work_list_and_is_never_sent_again(shop: Carrier, cast: Cast, status: int) -> None:
    shop.answer = lambda _heard: (status, b"")
    delivery = tried(told(cast))
    assert delivery.status == "worklist"
    assert Undelivered.objects.get(delivery=delivery).status == "open"
    tried(delivery)
    assert len(shop.heard) == 1


def test_a_gateway_that_knows_the_key_is_asked_again_with_the_same_one(
    shop: Carrier, cast: Cast, settings: Any
) -> None:
    settings.SMS = {**settings.SMS, "idempotent": True}
    shop.answer, working = (lambda _heard: (HANG_UP, b"")), shop.answer
    delivery = tried(told(cast))
    assert delivery.status == "queued"
    shop.answer = working
    assert tried(delivery).status == "sent"
    assert len({request.headers["idempotency-key"] for request in shop.heard}) == 1


def test_a_gateway_that_is_down_or_busy_gets_it_later(shop: Carrier, cast: Cast, settings: Any) -> None:
    port = free_port()
    up = settings.SMS
    settings.SMS = {**up, "url": f"http://127.0.0.1:{port}/send"}
    delivery = tried(told(cast))
    assert (delivery.status, delivery.failure) == ("queued", "ConnectionRefusedError")
    settings.SMS = up
    shop.answer, working = (lambda _heard: (429, b"")), shop.answer
    assert tried(delivery).status == "queued"
    shop.answer = working
    assert tried(delivery).status == "sent"


@pytest.mark.parametrize(
    ("answer", "failure"),
    [((400, b""), "HTTP 400"), ((200, b'{"messages": [{"status": "bad_number"}]}'), "messages.0.status=bad_number")],
)
def test_a_refused_number_is_somebodys_work(shop: Carrier, cast: Cast, answer: tuple[int, bytes], failure: str) -> None:
    shop.answer = lambda _heard: answer
    delivery = tried(told(cast))
    assert (delivery.status, delivery.failure) == ("failed", failure)
    assert Undelivered.objects.filter(delivery=delivery, status="open").exists()


def test_a_signed_report_says_that_it_arrived(shop: Carrier, cast: Cast) -> None:
    delivery = tried(told(cast))
    assert report(reference=str(delivery.message.uid), status="Delivered") == 204
    delivery.refresh_from_db()
    assert delivery.status == "delivered"
    assert report(id="g-17", status="expired") == 204
    delivery.refresh_from_db()
    assert delivery.status == "delivered"


def test_a_report_of_failure_is_somebodys_work(shop: Carrier, cast: Cast) -> None:
    delivery = tried(told(cast))
    assert report(id="g-17", status="undelivered", code="absent") == 204
    assert Undelivered.objects.get(delivery=delivery).delivery.failure == "absent"


def test_a_report_that_is_not_the_gateways_changes_nothing(shop: Carrier, cast: Cast, settings: Any) -> None:
    delivery = tried(told(cast))
    uid = str(delivery.message.uid)
    assert report("another secret", reference=uid, status="delivered") == 403
    assert report(moment=int(time.time()) - 3600, reference=uid, status="delivered") == 403
    assert Client().post("/carriers/sms/", b"[]", content_type="application/json").status_code == 403
    assert report(reference="00000000-0000-4000-8000-000000000000", status="delivered") == 204
    settings.SMS = {**settings.SMS, "callback_secret": ""}
    assert report("", reference=uid, status="delivered") == 404
    delivery.refresh_from_db()
    assert delivery.status == "sent"
