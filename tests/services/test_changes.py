"""The way of a change: one editor writes, another publishes, once; nothing newer is overwritten."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from people.models import Settlement
from records.models import AuditEvent, StatusChange
from records.workflow import WrongStatus
from services.actions import changes, entries
from services.actions.entries import StillNeeded
from services.entries import KINDS, InvalidEntry
from services.models import CatalogueChange, Need, Revision, Service
from services.tasks import publish_due

SERVICE = KINDS["service"]


def begin(by: Any, slug: str = "hot-lunch", **fields: Any) -> CatalogueChange:
    change = changes.start(SERVICE, slug, by=by)
    changes.save(change, {**change.data, **fields}, by=by)
    return change


def sent(cast: Any, slug: str = "hot-lunch", **fields: Any) -> CatalogueChange:
    change = begin(cast.editor, slug, **{"summary_bg": "Супа и хляб.", **fields})
    changes.send(change, by=cast.editor)
    return change


@pytest.mark.django_db
def test_one_writes_another_publishes_and_both_are_named(cast: Any) -> None:
    change = sent(cast)
    assert Service.objects.get(slug="hot-lunch").summary_bg != "Супа и хляб."
    assert changes.approve(change, by=cast.editor2)
    assert Service.objects.get(slug="hot-lunch").summary_bg == "Супа и хляб."
    revision = Revision.objects.filter(kind="service", slug="hot-lunch").latest("number")
    assert revision.change == change and revision.actor_label == cast.editor2.name
    verbs = StatusChange.objects.filter(subject_uid=change.uid).order_by("pk").values_list("verb", "actor_label")
    assert list(verbs) == [
        ("send", cast.editor.name), ("approve", cast.editor2.name), ("publish", cast.editor2.name),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(verb="entry_published", subject_uid=change.uid).count() == 1


@pytest.mark.django_db
def test_nobody_publishes_their_own_change(cast: Any) -> None:
    change = sent(cast)
    with pytest.raises(changes.Refused):
        changes.approve(change, by=cast.editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueChange.objects.filter(pk=change.pk).update(approver=cast.editor)
    assert Service.objects.get(slug="hot-lunch").summary_bg != "Супа и хляб."


@pytest.mark.django_db
def test_an_entry_has_one_open_change_and_a_colleague_may_take_it_over(cast: Any) -> None:
    change = begin(cast.editor)
    assert changes.start(SERVICE, "hot-lunch", by=cast.editor) == change
    with pytest.raises(changes.OpenAlready) as refused:
        changes.start(SERVICE, "hot-lunch", by=cast.editor2)
    assert refused.value.change == change
    with pytest.raises(changes.Refused):
        changes.save(change, change.data, by=cast.editor2)
    changes.take_over(change, by=cast.editor2)
    changes.save(change, {**change.data, "summary_bg": "Друго"}, by=cast.editor2)
    with pytest.raises(changes.Refused):
        changes.save(change, change.data, by=cast.editor)


@pytest.mark.django_db
def test_a_newer_text_is_never_overwritten(cast: Any) -> None:
    change = sent(cast)
    now = changes.current("service", "hot-lunch")
    assert now is not None
    entries.publish(SERVICE, {**now, "summary_en": "Newer."}, by=cast.editor2)
    with pytest.raises(changes.NewerRevision):
        changes.approve(change, by=cast.editor2)
    change.refresh_from_db()
    assert change.status == "waiting"
    changes.send_back(change, by=cast.editor, remark="")
    changes.bring_up_to_date(change, by=cast.editor)
    changes.send(change, by=cast.editor)
    changes.approve(change, by=cast.editor2)
    service = Service.objects.get(slug="hot-lunch")
    assert (service.summary_bg, service.summary_en) == ("Супа и хляб.", "Newer.")


@pytest.mark.django_db
def test_what_is_wrong_is_said_when_it_is_saved_or_sent(cast: Any) -> None:
    change = begin(cast.editor)
    with pytest.raises(InvalidEntry):
        changes.save(change, {**change.data, "summary_bg": ""}, by=cast.editor)
    changes.save(change, {**change.data, "needs": ["no-such-need"]}, by=cast.editor)
    with pytest.raises(InvalidEntry):
        changes.send(change, by=cast.editor)
    before = Revision.objects.count()
    with pytest.raises(InvalidEntry, match="80"):
        changes.save(change, {**change.data, "needs": [], "aliases_bg": ["дълго " * 30]}, by=cast.editor)
    assert Revision.objects.count() == before and CatalogueChange.objects.get().status == "draft"


@pytest.mark.django_db
def test_what_only_the_database_refuses_is_said_when_it_is_sent(cast: Any) -> None:
    """There is one default unit."""
    kind = KINDS["organisation"]
    first = {"id": "one", "kind": "unit", "bg": "Първо", "en": "First", "default": True}
    kind.model._default_manager.update(is_default_unit=False)
    entries.publish(kind, first, by=None)
    change = changes.start_new(kind, {**first, "id": "two"}, by=cast.editor)
    with pytest.raises(InvalidEntry, match="повтаря"):
        changes.send(change, by=cast.editor)


@pytest.mark.django_db
def test_a_scheduled_change_is_published_on_its_day_and_once(cast: Any, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    change = begin(cast.editor, summary_bg="От декември.")
    changes.send(change, by=cast.editor, publish_at=timezone.now() + timedelta(days=8))
    assert not changes.approve(change, by=cast.editor2)
    publish_due()
    assert Service.objects.get(slug="hot-lunch").summary_bg != "От декември."
    freeze("2026-12-03 09:00+02:00")
    publish_due()
    publish_due()
    assert Service.objects.get(slug="hot-lunch").summary_bg == "От декември."
    assert Revision.objects.filter(change=change).count() == 1


@pytest.mark.django_db
def test_a_scheduled_change_that_no_longer_fits_goes_back_with_the_reason(cast: Any, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    change = begin(cast.editor, summary_bg="От декември.")
    changes.send(change, by=cast.editor, publish_at=timezone.now() + timedelta(days=1))
    changes.approve(change, by=cast.editor2)
    now = changes.current("service", "hot-lunch")
    assert now is not None
    entries.publish(SERVICE, {**now, "summary_en": "Newer."}, by=cast.editor2)
    freeze("2026-11-25 10:00+02:00")
    with translation.override("en"):
        publish_due()
    change.refresh_from_db()
    assert change.status == "returned" and "newer text" in change.remark
    assert Service.objects.get(slug="hot-lunch").summary_bg != "От декември."


@pytest.mark.django_db
def test_an_entry_is_taken_away_only_when_nothing_points_to_it(cast: Any) -> None:
    need = Service.objects.get(slug="hot-lunch").needs.first()
    assert need is not None
    with translation.override("bg"), pytest.raises(StillNeeded) as refused:
        changes.retire(KINDS["need"], need.slug, by=cast.editor)
    assert "Топъл обяд" in str(refused.value)
    entries.publish(KINDS["need"], {"id": "odd", "bg": "Излишна", "en": "Odd"}, by=None)
    change = changes.retire(KINDS["need"], "odd", by=cast.editor)
    changes.send(change, by=cast.editor)
    changes.approve(change, by=cast.editor2)
    assert not Need.objects.filter(slug="odd").exists()
    again = changes.restore(KINDS["need"], "odd", 1, by=cast.editor)
    changes.send(again, by=cast.editor)
    changes.approve(again, by=cast.editor2)
    assert Need.objects.get(slug="odd").name_bg == "Излишна"


@pytest.mark.django_db
def test_people_who_live_in_a_settlement_are_counted_and_never_named(cast: Any) -> None:
    town = Settlement.objects.create(ekatte="99994", kind="с.", name_bg="Ново", name_en="Novo", is_local=True)
    type(cast.mother).objects.filter(pk=cast.mother.pk).update(settlement=town)
    with translation.override("bg"), pytest.raises(StillNeeded) as refused:
        changes.retire(KINDS["settlement"], "99994", by=cast.editor)
    assert ": 1" in str(refused.value) and cast.mother.family_name not in str(refused.value)


@pytest.mark.django_db
def test_a_question_that_a_signpost_asks_of_stays(cast: Any) -> None:
    question = {"id": "odd", "kind": "yes_no", "bg": "Въпрос?", "en": "Question?"}
    when = {"all": [{"field": "odd", "op": "is", "value": True}]}
    entries.publish(KINDS["finder_question"], question, by=None)
    signpost = {"id": "odd", "bg": "Друг", "en": "Another", "ask_bg": "тях", "ask_en": "them", "when": when}
    entries.publish(KINDS["signpost"], signpost, by=None)
    with pytest.raises(StillNeeded):
        changes.retire(KINDS["finder_question"], "odd", by=cast.editor)


@pytest.mark.django_db
def test_what_is_needed_again_goes_back_and_holds_back_no_other_change(cast: Any, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    entries.publish(KINDS["need"], {"id": "odd", "bg": "Излишна", "en": "Odd"}, by=None)
    gone = changes.retire(KINDS["need"], "odd", by=cast.editor)
    later = begin(cast.editor, "parking-card", summary_bg="От декември.")
    for change, days in ((gone, 1), (later, 2)):
        changes.send(change, by=cast.editor, publish_at=timezone.now() + timedelta(days=days))
        changes.approve(change, by=cast.editor2)
    data = changes.current("service", "hot-lunch")
    assert data is not None
    entries.publish(SERVICE, {**data, "needs": [*data.get("needs", []), "odd"]}, by=None)
    freeze("2026-11-26 10:00+02:00")
    publish_due()
    gone.refresh_from_db()
    assert gone.status == "returned" and "Топъл обяд" in gone.remark
    assert Service.objects.get(slug="parking-card").summary_bg == "От декември."


@pytest.mark.django_db
def test_publishing_locks_the_entry_before_it_looks_for_a_newer_text(cast: Any) -> None:
    change = sent(cast)
    with CaptureQueriesContext(connection) as captured:
        changes.approve(change, by=cast.editor2)
    asked = [query["sql"] for query in captured.captured_queries]
    locked = next(place for place, sql in enumerate(asked) if "services_service" in sql and "FOR UPDATE" in sql)
    looked = next(place for place, sql in enumerate(asked) if "MAX(" in sql and "services_revision" in sql)
    assert locked < looked


@pytest.mark.django_db
def test_a_retired_service_stays_for_its_cases_but_is_not_shown(cast: Any, client: Any) -> None:
    change = changes.retire(SERVICE, "hot-lunch", by=cast.editor)
    changes.send(change, by=cast.editor)
    changes.approve(change, by=cast.editor2)
    assert not Service.objects.get(slug="hot-lunch").is_published
    assert client.get("/services/hot-lunch/").status_code == 404


@pytest.mark.django_db
def test_a_discarded_change_frees_the_entry(cast: Any) -> None:
    change = begin(cast.editor)
    changes.discard(change, by=cast.editor)
    with pytest.raises(WrongStatus):
        changes.send_back(change, by=cast.editor2, remark="x")
    assert begin(cast.editor2) != change


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_publish_once(cast: Any) -> None:
    change = sent(cast)
    barrier, outcomes = Barrier(2), []

    def approve(user: Any) -> None:
        mine = CatalogueChange.objects.get(pk=change.pk)
        barrier.wait()
        try:
            outcomes.append(changes.approve(mine, by=user))
        except WrongStatus:
            outcomes.append(False)
        finally:
            connection.close()

    threads = [Thread(target=approve, args=(user,)) for user in (cast.editor2, cast.admin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]
    assert Revision.objects.filter(change=change).count() == 1
