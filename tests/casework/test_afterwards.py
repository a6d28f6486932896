"""What becomes of a decision: known, final, changed, ended, corrected, revoked, appealed; and what anybody may check."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from casework import deadlines, notified
from casework.actions import afterwards, appeals, decisions
from casework.models import Appeal, Case, Decision, Outcome, RegisterEntry
from records import notifications, pdf
from records.models import Document, Message, Method, StatusChange
from tests.support.cast import Cast, Send, case_of, drafted, published, refused, signed_in, taken_up, waits
from tests.support.cast import published as publish

pytestmark = pytest.mark.django_db
REASON = "В началната дата е сгрешен месецът: 01.02 вместо 01.03."


def whole(decision: Decision) -> Decision:
    rows = Decision.objects.select_related("data_key", "template", "changes", "case__data_key", "case__service")
    return rows.get(pk=decision.pk)


def refusal(send: Send, cast: Cast) -> Decision:
    decision = refused(case_of(send("assistant-support")), cast)
    published(whole(decision), cast)
    return whole(decision)


def act(earlier: Decision, outcome: str, cast: Cast, **more: Any) -> Decision:
    """Drafted by the officer, approved by the head, published."""
    decision = afterwards.draft(earlier, outcome=outcome, findings=REASON, by=cast.officer, **more)
    publish(whole(decision), cast)
    return whole(decision)


def verified(client: Client, decision: Decision) -> str:
    code = Document.objects.get(uid=decision.document_uid).verify_code
    return client.get(f"/verify/{code}/").content.decode()


def test_a_mistake_is_corrected_by_an_act_of_four_eyes_and_the_old_one_says_so(
    send: Send, cast: Cast, client: Client
) -> None:
    first = refusal(send, cast)
    officer = signed_in(cast.officer)
    typed = {"outcome": "correction", "findings": REASON}
    assert officer.post(f"/desk/{first.case.uid}/decision/after/", typed).status_code == 302
    draft = whole(first.later.get())
    with pytest.raises(decisions.SamePerson):
        decisions.approve(draft, by=cast.officer)
    decisions.return_draft(draft, "По-ясно.", by=cast.head)
    again = officer.post(f"/desk/{first.case.uid}/decision/text/", {"findings": REASON}, follow=True)
    assert "чака друг служител" in again.content.decode()
    draft = whole(draft)
    assert REASON in signed_in(cast.head).get(f"/desk/{first.case.uid}/decision/approval/").content.decode()
    publish(draft, cast)
    page = verified(client, first)
    assert "истински и валиден" in page
    assert str(whole(draft).number) in page
    assert "Колева" not in page
    assert Case.objects.get(pk=first.case_id).status == "decided"
    assert Message.objects.filter(kind="decision_published").count() == 4
    mine = signed_in(cast.citizen).get(f"/my/{first.case.request.application.uid}/").content.decode()
    assert "Отговорът е „не“" in mine


def test_each_act_about_an_act_has_its_sheet_in_easy_words_with_why(send: Send, cast: Cast) -> None:
    used = drafted(case_of(send("home-patronage")), cast)
    published(whole(used), cast)
    for outcome in (Outcome.CORRECTION, Outcome.CHANGE, Outcome.REVOCATION):
        earlier = refusal(send, cast) if outcome == Outcome.REVOCATION else whole(used)
        made = act(earlier, outcome, cast, starts_on=timezone.localdate())
        [sheet] = Document.objects.filter(subject_uid=made.uid, kind="decision_easy").select_related("data_key")
        assert REASON in render_to_string(sheet.template, pdf.context_of(sheet))


def test_a_revoked_refusal_opens_the_case_again(send: Send, cast: Cast, client: Client) -> None:
    first = refusal(send, cast)
    act(first, Outcome.REVOCATION, cast)
    assert "Документът е отменен" in verified(client, first)
    case = Case.objects.with_parts().get(pk=first.case_id)
    assert (case.status, case.decided_at, Decision.objects.get(pk=first.pk).status) == ("in_progress", None, "revoked")
    again = decisions.terminate(case, findings="Лицето оттегли желанието си.", by=cast.officer)
    publish(whole(again), cast)
    assert "ПРЕКРАТЯВАМ производството" in str(Document.objects.get(kind="decision", subject_uid=again.uid).context)


def test_a_help_in_use_is_changed_and_then_ended_and_its_place_is_free(send: Send, cast: Cast, client: Client) -> None:
    first = drafted(case_of(send("home-patronage")), cast)
    taken_up(whole(first), cast)
    first, today = whole(first), timezone.localdate()
    assert Outcome.REVOCATION not in afterwards.possible(first)
    with pytest.raises(decisions.CannotDecide, match="not_of_this_act"):
        afterwards.draft(first, outcome=Outcome.REVOCATION, findings="x", by=cast.officer)
    change = act(first, Outcome.CHANGE, cast, starts_on=today)
    assert Decision.objects.get(pk=first.pk).status == "replaced"
    assert change.number and change.number in verified(client, first)
    act(change, Outcome.TERMINATION, cast, starts_on=today)
    assert Case.objects.get(pk=first.case_id).status == "placed"
    assert [afterwards.end_terminated(today + timedelta(days=1)) for _twice in range(2)] == [1, 0]
    assert Case.objects.get(pk=first.case_id).status == "closed"
    assert not first.case.holds.active().exists()


def test_a_reopened_case_has_a_clock_of_its_own(send: Send, cast: Cast, freeze: Any) -> None:
    first = refusal(send, cast)
    freeze(timezone.now() + timedelta(days=30))
    act(first, Outcome.REVOCATION, cast)
    case, today = Case.objects.with_parts().get(pk=first.case_id), timezone.localdate()
    old, new = case.deadlines.order_by("pk")
    assert old.met_on and new.met_on is None
    assert (new.started_on, new.due_on, new.rule.code) == (today, case.due_on, "assessment")
    clock = deadlines.clocks_of([case], today)[case.pk]
    assert (clock.day, clock.is_met, clock.legal_ground) == (0, False, new.rule.legal_ground)


def test_whoever_waited_and_has_an_answer_waits_no_more(send: Send, cast: Cast) -> None:
    case = case_of(send("day-centre-elderly"))
    entry = waits(case, cast)
    end = decisions.terminate(Case.objects.with_parts().get(pk=case.pk), findings="Не иска вече.", by=cast.officer)
    entry.refresh_from_db()
    assert entry.ended_at is None  # it may still be returned for a better text
    published(whole(end), cast)
    entry.refresh_from_db()
    assert (entry.ended_as, entry.moves.count()) == ("other", 2)


def test_one_act_waits_at_a_time_and_one_is_in_force(send: Send, cast: Cast) -> None:
    first = refusal(send, cast)
    afterwards.draft(first, outcome=Outcome.CORRECTION, findings="x", by=cast.officer)
    with pytest.raises(decisions.CannotDecide, match="another_waits"):
        afterwards.draft(first, outcome=Outcome.REVOCATION, findings="x", by=cast.officer)
    copy = whole(first)
    copy.pk, copy.uid, copy.number = None, first.case.uid, "X-1"
    with pytest.raises(IntegrityError, match="one_decision_in_force_a_case"), transaction.atomic():
        copy.save()


def test_it_is_final_once_all_know_it_and_the_term_has_passed_without_an_appeal(
    send: Send, cast: Cast, client: Client
) -> None:
    first, today = refusal(send, cast), timezone.localdate()
    notifications.record(notified.act_of(first), cast.mother.uid, method=Method.ORAL, on=today, by=cast.officer)
    long_after = today + timedelta(days=90)
    assert afterwards.finalise(long_after) == 0  # the daughter does not know it
    row = notifications.record(notified.act_of(first), cast.daughter.uid, method=Method.ORAL, on=today, by=cast.officer)
    known = whole(first)
    assert (known.delivered_on, afterwards.finalise(known.appeal_until or today)) == (today, 0)
    appeal = lodge(known, cast)
    assert afterwards.finalise(long_after) == 0
    assert "още не е решена" in verified(client, first)
    appeals.take_back(appeal, by=cast.officer)
    assert [afterwards.finalise(long_after) for _twice in range(2)] == [1, 0]
    final = whole(first)
    assert final.final_on == (final.appeal_until or today) + timedelta(days=1)
    assert StatusChange.objects.filter(subject_uid=first.uid, verb="become_final").count() == 1
    assert "В сила окончателно от" in verified(client, first)
    notifications.strike_out(row, by=cast.officer)
    assert (whole(first).delivered_on, whole(first).final_on) == (None, None)


def lodge(decision: Decision, cast: Cast) -> Appeal:
    return appeals.register(
        decision.case, to="body", lodged_on=timezone.localdate(), lodged_by="Пенка Колева", against="Не е вярно.",
        by=cast.officer,
    )  # fmt: skip


def test_an_appeal_is_registered_sent_and_ruled_and_a_returned_act_opens_the_case(send: Send, cast: Cast) -> None:
    first = refusal(send, cast)
    officer, base = signed_in(cast.officer), f"/desk/{first.case.uid}"
    typed = {
        "to": "body",
        "lodged_on": f"{timezone.localdate():%d.%m.%Y}",
        "lodged_by": "Пенка Колева",
        "origin": "post",
    }
    answer = officer.post(f"{base}/appeal/", typed).content.decode()
    assert "Грешка" in answer and "Пенка Колева" in answer
    assert officer.post(f"{base}/appeal/", {**typed, "against": "Не е вярно, че се справя."}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.stops_execution, RegisterEntry.objects.get(kind="appeal").number) == (True, appeal.number)
    assert "Пенка" not in str(Appeal.objects.values_list("lodged_by", flat=True))
    page = f"{base}/appeal/{appeal.uid}/"
    assert "областния управител" in officer.get(page).content.decode()
    ruling = {"ruling": "returned", "on": typed["lodged_on"], "number": "33", "words": "Да се събере мнение."}
    officer.post(f"{page}ruling/", ruling)
    assert Appeal.objects.get().status == "registered"  # it is not sent yet
    officer.post(f"{page}send/", {"on": typed["lodged_on"], "number": "ИЗХ-1"})
    assert officer.post(f"{page}ruling/", ruling).status_code == 302
    assert (Appeal.objects.get().status, whole(first).status, whole(first).appeals_open) == ("decided", "revoked", 0)
    assert Case.objects.get(pk=first.case_id).status == "in_progress"
    assert Message.objects.filter(kind="decision_appealed").count() == 6
    entered = RegisterEntry.objects.filter(case=first.case).order_by("position").values_list("kind", flat=True)
    assert list(entered)[-4:] == ["decision", "appeal", "appeal_sent", "appeal_decision"]
    acts = officer.get(f"{base}/decisions/").content.decode()
    assert appeal.number in acts


def test_an_act_about_a_decision_changes_nothing_before_that_decision(send: Send, cast: Cast) -> None:
    decision = drafted(case_of(send("home-patronage")), cast)
    published(whole(decision), cast)
    officer, path = signed_in(cast.officer), f"/desk/{decision.case.uid}/decision/after/"
    for outcome in ("change", "termination"):
        typed = {"outcome": outcome, "findings": REASON, "starts_on": "01.01.1990"}
        assert "Това е преди решението" in officer.post(path, typed).content.decode()
    assert not whole(decision).later.exists()
