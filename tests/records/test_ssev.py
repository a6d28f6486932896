"""Acts through the system for secure delivery, against a stand-in that speaks its interface over TLS."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from applications.models import Undelivered
from casework.models import Decision
from people.models import SafeContact
from portal import carriers
from records import documents, notifications
from records.models import Delivery, Document
from records.tasks import look_at_secure_delivery, render_document, send_delivery
from tests.casework.test_decisions import approve
from tests.support.cast import Cast, Send, case_of, drafted
from tests.support.ssev import MISC, Ssev, ssev


@pytest.fixture
def state(settings: Any, tmp_path: Path) -> Iterator[Ssev]:
    with ssev(tmp_path) as running:
        assert running.carrier is not None
        settings.SSEV = {
            **carriers.ssev(), "url": running.carrier.url, "misc": MISC, "timeout": 5,
            "certificate": str(tmp_path / "client.pem"), "authority": str(tmp_path / "authority.pem"),
        }  # fmt: skip
        yield running


def decided(cast: Cast, send: Send, state: Ssev) -> tuple[Decision, Delivery]:
    """A published decision for the mother, who allows this way and has a profile."""
    cast.mother.channels = ["ssev"]
    cast.mother.save()
    state.profiles[str(cast.mother.id_number)] = 77
    case = case_of(send("home-patronage"))
    approve(drafted(case, cast), cast)
    # The act and its twin in easy words go together.
    for document in Document.objects.filter(status="queued", kind__in=["decision", "decision_easy"]).order_by("pk"):
        render_document(document.pk)
    decision = Decision.objects.get(case=case)
    return decision, Delivery.objects.get(channel="ssev", message__person_uid=cast.mother.uid)


def tried(delivery: Delivery) -> Delivery:
    send_delivery(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def test_the_decision_itself_goes_to_the_persons_profile(cast: Cast, send: Send, state: Ssev) -> None:
    decision, delivery = decided(cast, send, state)
    assert tried(delivery).status == "sent"
    (message,) = state.messages
    assert message["recipientProfileIds"] == [77]
    # The twin in easy words lies on top of the act.
    assert list(message["fields"].values())[1] == [1, 2]
    document = Document.objects.select_related("data_key").get(uid=decision.document_uid)
    assert documents.read(document) in state.files[1]
    tried(delivery)
    assert len(state.messages) == 1


def test_the_day_of_opening_is_the_day_the_act_is_known(cast: Cast, send: Send, state: Ssev) -> None:
    decision, delivery = decided(cast, send, state)
    tried(delivery)
    look_at_secure_delivery()
    assert notifications.known_since([decision.uid]) == {}
    today = timezone.localdate()
    state.opened[1] = f"{today.isoformat()}T23:50:00.123"
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=timezone.now())
    look_at_secure_delivery()
    known = notifications.known_since([decision.uid])[decision.uid, cast.mother.uid]
    assert (known.on, known.method, known.row.proof) == (today, "ssev_opened", "1")
    delivery.refresh_from_db()
    assert delivery.status == "read"


def test_what_is_not_opened_in_time_is_known_by_the_rule(cast: Cast, send: Send, state: Ssev) -> None:
    decision, delivery = decided(cast, send, state)
    tried(delivery)
    sent = timezone.now() - timedelta(days=9)
    for _ in range(2):
        Delivery.objects.filter(pk=delivery.pk).update(sent_at=sent, next_try_at=sent)
        look_at_secure_delivery()
    known = notifications.known_since([decision.uid])[decision.uid, cast.mother.uid]
    assert (known.method, known.on) == ("ssev_unread", timezone.localdate(sent) + timedelta(days=8))
    assert known.on > date(2026, 1, 1)


def test_nobody_is_written_to_without_having_allowed_it(cast: Cast, send: Send, state: Ssev) -> None:
    state.profiles[str(cast.mother.id_number)] = 77
    render_document(approve(drafted(case_of(send("home-patronage")), cast), cast).pk)
    assert not Delivery.objects.filter(channel="ssev").exists()
    assert state.carrier is not None
    assert state.carrier.heard == []


def test_a_safe_contact_rule_stops_what_was_already_waiting(cast: Cast, send: Send, state: Ssev) -> None:
    _decision, delivery = decided(cast, send, state)
    SafeContact.objects.create(person=cast.mother, data_key=cast.mother.data_key, channels=["letter"])
    assert tried(delivery).status == "not_allowed"
    assert state.carrier is not None
    assert state.carrier.heard == []


def test_whoever_has_no_profile_is_somebodys_work(cast: Cast, send: Send, state: Ssev) -> None:
    _decision, delivery = decided(cast, send, state)
    state.profiles.clear()
    assert (tried(delivery).status, delivery.failure) == ("failed", "no profile")
    assert Undelivered.objects.filter(delivery=delivery, status="open").exists()


def test_a_lost_answer_is_tried_again_before_the_message_and_never_after(cast: Cast, send: Send, state: Ssev) -> None:
    _decision, delivery = decided(cast, send, state)
    state.broken = "/api/v1/blobs"
    assert tried(delivery).status == "queued"
    state.broken = "/api/v1/messages"
    assert tried(delivery).status == "worklist"
    state.broken = ""
    tried(delivery)
    assert state.messages == []


def test_without_our_certificate_nobody_gets_in(cast: Cast, send: Send, state: Ssev, settings: Any) -> None:
    _decision, delivery = decided(cast, send, state)
    authority = settings.SSEV["authority"]
    settings.SSEV = {**settings.SSEV, "certificate": "", "authority": authority}
    assert tried(delivery).status == "queued"
    assert state.messages == []


def test_where_it_is_not_configured_it_is_switched_off(cast: Cast, send: Send, settings: Any) -> None:
    settings.SSEV = carriers.ssev()
    cast.mother.channels = ["ssev"]
    cast.mother.save()
    render_document(approve(drafted(case_of(send("home-patronage")), cast), cast).pk)
    assert not Delivery.objects.filter(channel="ssev").exists()
    look_at_secure_delivery()
