"""What did not arrive is on somebody's list until it is done; nothing leaves the list by itself unless it arrived."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.actions import undelivered
from applications.models import Undelivered
from casework import notices
from casework.telling import tell
from records import deliveries
from records.models import Delivery, DeliveryEvent, Message
from records.tasks import send_delivery
from tests.support.cast import Cast, Send, case_of, signed_in


def told(cast: Cast, send: Send) -> Delivery:
    """A message to the mother by post, which cannot go: nobody has written down where she lives."""
    case = case_of(send("home-patronage"))
    cast.mother.channels, cast.mother.address = ["letter"], None
    cast.mother.save()
    tell(case, notices.FORWARDED, {"service": "x", "service_en": "x"}, by=None, key="1")
    delivery = Delivery.objects.filter(message__person_uid=cast.mother.uid, message__user_uid=None).latest("pk")
    send_delivery(delivery.pk)
    return delivery


def test_a_letter_without_an_address_waits_for_the_unit_of_the_case(cast: Cast, send: Send) -> None:
    delivery = told(cast, send)
    row = Undelivered.objects.get(delivery=delivery)
    assert (row.status, row.unit.slug) == ("open", "unit-centre")
    page = signed_in(cast.officer).get("/undelivered/").content.decode()
    assert "Пенка" in page
    assert "Пенка" not in signed_in(cast.officer2).get("/undelivered/").content.decode()
    assert "Пенка" in signed_in(cast.clerk).get("/undelivered/").content.decode()
    assert [event.to_status for event in delivery.events.all()] == ["failed"]


def test_somebody_takes_it_and_says_what_was_done(cast: Cast, send: Send) -> None:
    row = Undelivered.objects.get(delivery=told(cast, send))
    officer = signed_in(cast.officer)
    assert officer.post(f"/undelivered/{row.uid}/take/").status_code == 302
    row.refresh_from_db()
    assert row.assignee == cast.officer
    wrong = officer.post(f"/undelivered/{row.uid}/", {"note": "Звъннах й."})
    assert "Звъннах й." in wrong.content.decode()
    done = {"how": "by_hand", "note": "Звъннах й."}
    assert officer.post(f"/undelivered/{row.uid}/", done).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.outcome, row.note) == ("resolved", "by_hand", "Звъннах й.")
    assert "Пенка" not in officer.get("/undelivered/").content.decode()
    assert "Пенка" in officer.get("/undelivered/?tab=done").content.decode()
    assert officer.post(f"/undelivered/{row.uid}/", done).status_code == 200


def test_a_clerk_serves_the_person_from_the_list(cast: Cast, send: Send) -> None:
    row = Undelivered.objects.get(delivery=told(cast, send))
    clerk = signed_in(cast.clerk)
    page = clerk.get(f"/undelivered/{row.uid}/").content.decode()
    assert f"/counter/person/{cast.mother.uid}/begin/" in page and "няма адрес за този начин" in page
    opened = clerk.post(f"/counter/person/{cast.mother.uid}/begin/", follow=True)
    assert opened.status_code == 200 and "Пенка" in opened.content.decode()
    assert "/begin/" not in signed_in(cast.officer).get(f"/undelivered/{row.uid}/").content.decode()


def test_a_clerk_does_not_learn_the_names_of_the_protected(cast: Cast, send: Send) -> None:
    row = Undelivered.objects.get(delivery=told(cast, send))
    clerk, officer = signed_in(cast.clerk), signed_in(cast.officer)
    pages = ["/undelivered/", f"/undelivered/{row.uid}/"]
    assert all("Пенка" in clerk.get(page).content.decode() for page in pages)
    cast.mother.is_protected = True
    cast.mother.save()
    assert not any("Пенка" in clerk.get(page).content.decode() for page in pages)
    assert all("Пенка" in officer.get(page).content.decode() for page in pages)


def test_another_way_is_offered_only_where_the_person_allows_it(cast: Cast, send: Send) -> None:
    row = Undelivered.objects.get(delivery=told(cast, send))
    cast.mother.phone = "+359888123456"
    cast.mother.save()
    officer = signed_in(cast.officer)
    assert officer.post(f"/undelivered/{row.uid}/", {"how": "channel:sms"}).status_code == 200
    assert Delivery.objects.filter(message=row.delivery.message).count() == 1
    cast.mother.channels = ["letter", "sms"]
    cast.mother.save()
    assert officer.post(f"/undelivered/{row.uid}/", {"how": "channel:sms"}).status_code == 302
    other = Delivery.objects.get(message=row.delivery.message, channel="sms")
    assert other.status == "queued"


def test_what_fails_again_comes_back_to_the_list(cast: Cast, send: Send) -> None:
    delivery = told(cast, send)
    row = Undelivered.objects.get(delivery=delivery)
    undelivered.resolve(row, how="again", note="", by=cast.officer)
    delivery.refresh_from_db()
    assert delivery.status == "queued"
    send_delivery(delivery.pk)
    row.refresh_from_db()
    assert (row.status, row.outcome) == ("open", "")
    Delivery.objects.filter(pk=delivery.pk).update(status="sent")
    with pytest.raises(undelivered.CannotSend):
        undelivered.resolve(row, how="again", note="", by=cast.officer)
    row.refresh_from_db()
    assert row.status == "open"


def test_a_report_that_it_arrived_clears_the_list_and_an_old_one_changes_nothing(cast: Cast, send: Send) -> None:
    delivery = told(cast, send)
    assert deliveries.note(delivery.pk, "delivered", source="gateway", by=None)
    assert Undelivered.objects.get(delivery=delivery).outcome == "arrived"
    assert not deliveries.note(delivery.pk, "sent", source="gateway", by=None)
    assert not deliveries.note(delivery.pk, "failed", source="gateway", by=None)
    assert [event.to_status for event in DeliveryEvent.objects.filter(delivery=delivery)] == ["failed", "delivered"]


def test_a_worker_cut_off_while_handing_over_leaves_a_line(cast: Cast, send: Send) -> None:
    send("home-patronage")
    delivery = Delivery.objects.filter(channel="email").latest("pk")
    before = timezone.now() - timedelta(minutes=1)
    Delivery.objects.filter(pk=delivery.pk).update(status="sending", attempted_at=before)
    send_delivery(delivery.pk)
    assert Undelivered.objects.get(delivery=delivery).delivery.status == "worklist"


def test_what_went_wrong_unseen_is_found_by_the_sweep(cast: Cast, send: Send) -> None:
    send("home-patronage")
    delivery = Delivery.objects.latest("pk")
    Delivery.objects.filter(pk=delivery.pk).update(status="failed")
    assert undelivered.catch_up() == 1
    assert undelivered.catch_up() == 0
    Delivery.objects.filter(pk=delivery.pk).update(status="sent")
    undelivered.catch_up()
    assert Undelivered.objects.get(delivery=delivery).outcome == "arrived"


def test_a_long_list_is_read_page_by_page_in_few_queries(cast: Cast, send: Send) -> None:
    first = told(cast, send)
    for number in range(60):
        message = Message.objects.create(
            kind="case_forwarded", person_uid=cast.mother.uid, data_key=first.message.data_key, context={},
            subject_kind=first.message.subject_kind, subject_uid=first.message.subject_uid,
        )  # fmt: skip
        row = Delivery.objects.create(message=message, channel="letter", mail_id=f"<{number}@x>", status="sending")
        deliveries.note(row.pk, "failed", source="worker", by=None)
    officer = signed_in(cast.officer)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page: Any = officer.get("/undelivered/")
    assert len(captured) <= 12
    lines = page.context["page"]
    following: Any = officer.get("/undelivered/", {"after": lines.after})
    seen = [line.row.pk for line in [*lines.lines, *following.context["page"].lines]]
    assert (len(seen), len(set(seen))) == (61, 61)
    assert not following.context["page"].has_more
