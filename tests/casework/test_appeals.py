"""„Не сте съгласни?“: appeals online, at the counter, against silence, late, taken back, answered by ourselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casework import notified
from casework.actions import afterwards, appeals, decisions
from casework.models import Appeal, Case, Decision, Outcome, Placement, RegisterEntry
from records import documents, notifications
from records.models import Document, Message, Method
from records.tasks import render_document
from tests.support.cast import Cast, Send, begin, case_of, drafted, published, refused, signed_in, taken_up

pytestmark = pytest.mark.django_db
WORDS = "  Не се справям сама.\n\n\tНе мога да стоя права повече от минута.  "


def whole(decision: Decision) -> Decision:
    rows = Decision.objects.select_related("data_key", "template", "changes", "case__data_key", "case__service")
    return rows.get(pk=decision.pk)


@pytest.fixture
def refusal(send: Send, cast: Cast) -> Decision:
    decision = refused(case_of(send("assistant-support")), cast)
    published(whole(decision), cast)
    return whole(decision)


def appeal_online(cast: Cast, case: Case, **more: Any) -> Appeal:
    answer = signed_in(cast.citizen).post(f"/my/case/{case.uid}/appeal/", {"to": "body", "against": WORDS, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Appeal.objects.select_related("data_key", "decision", "case").latest("pk")


def today_of(user: Any, tab: str) -> str:
    return signed_in(user).get(f"/desk/?tab={tab}").content.decode()


def test_a_person_appeals_from_the_decision_and_gets_number_receipt_and_days(refusal: Decision, cast: Cast) -> None:
    mine, case = signed_in(cast.citizen), refusal.case
    assert f"/my/case/{case.uid}/appeal/" in mine.get(f"/my/decision/{refusal.uid}/read/").content.decode()
    assert f"/my/case/{case.uid}/appeal/" in mine.get(f"/my/{case.request.application.uid}/").content.decode()
    page = mine.get(f"/my/case/{case.uid}/appeal/").content.decode()
    for said in ("областния управител", "14 дни от деня", "номер и разписка", "Надежда Колева"):
        assert said in page
    nothing = mine.post(f"/my/case/{case.uid}/appeal/", {"to": "court", "against": "  \n "}).content.decode()
    assert "Грешка" in nothing and 'value="court" ' in nothing and not Appeal.objects.exists()
    file = SimpleUploadedFile("бележка.pdf", b"%PDF-1.7 not really")
    refused_file = mine.post(f"/my/case/{case.uid}/appeal/", {"to": "body", "against": WORDS, "file": file})
    assert "Не се справям сама." in refused_file.content.decode() and not Appeal.objects.exists()
    appeal = appeal_online(cast, case)
    assert (appeal.against, appeal.origin, appeal.lodged_by) == (WORDS, "online", "Надежда Колева")
    entry = RegisterEntry.objects.get(kind="appeal")
    assert (entry.number, entry.direction, entry.unit) == (appeal.number, "in", case.unit)
    answer = mine.get(f"/my/appeal/{appeal.uid}/").content.decode()
    assert appeal.number in answer and f"{appeal.send_by:%d.%m.%Y}" in answer
    render_document(Document.objects.get(uid=appeal.receipt_uid).pk)
    paper = mine.get(f"/my/appeal/{appeal.uid}/receipt/")
    assert paper["Content-Type"] == "application/pdf"
    assert documents.read(Document.objects.get(uid=appeal.receipt_uid)) == b"".join(paper)  # type: ignore[arg-type]
    assert mine.get(f"/my/case/{case.uid}/appeal/").url == f"/my/appeal/{appeal.uid}/"  # type: ignore[attr-defined]
    assert signed_in(cast.citizen2).get(f"/my/appeal/{appeal.uid}/").status_code == 404


def test_the_same_form_sent_twice_is_one_appeal(refusal: Decision, cast: Cast) -> None:
    page = signed_in(cast.citizen).get(f"/my/case/{refusal.case.uid}/appeal/")
    form = page.context["form"]["form_uid"].value()
    first = appeal_online(cast, refusal.case, form_uid=form)
    found = {"to": "body", "lodged_on": timezone.localdate(), "lodged_by": "x", "against": "x", "by": cast.citizen}
    assert appeals.register(refusal.case, form_uid=first.form_uid, **found) == first
    assert Appeal.objects.count() == RegisterEntry.objects.filter(kind="appeal").count() == 1
    assert whole(refusal).appeals_open == 1


def test_the_officer_has_it_on_today_and_on_the_case_until_it_is_sent_on(refusal: Decision, cast: Cast) -> None:
    case = refusal.case
    assert case.number not in today_of(cast.officer, "mine")
    appeal = appeal_online(cast, case)
    for tab in ("mine", "acts"):
        page = today_of(cast.officer, tab)
        assert case.number in page and f"{appeal.send_by:%d.%m.%Y}" in page and "Отговорете на жалбата" in page
    assert case.number not in today_of(cast.officer2, "acts")
    officer = signed_in(cast.officer)
    on_case = officer.get(f"/desk/{case.uid}/").content.decode()
    assert appeal.number in on_case and "Вие сте на ход" in on_case
    page = f"/desk/{case.uid}/appeal/{appeal.uid}/"
    assert "Не мога да стоя права" in officer.get(page).content.decode()
    officer.post(f"{page}send/", {"on": f"{timezone.localdate():%d.%m.%Y}", "number": "ИЗХ-7"})
    assert case.number not in today_of(cast.officer, "acts")
    mine = signed_in(cast.citizen)
    assert "пратихме" in mine.get(f"/my/appeal/{appeal.uid}/").content.decode()
    assert appeal.number in mine.get(f"/my/{case.request.application.uid}/thread/").content.decode()


def test_a_late_appeal_is_taken_and_said(refusal: Decision, cast: Cast, freeze: Any) -> None:
    today = timezone.localdate()
    for person in (cast.mother, cast.daughter):
        notifications.record(notified.act_of(refusal), person.uid, method=Method.ORAL, on=today, by=cast.officer)
    mine = signed_in(cast.citizen)
    assert "остават 15 дни, с днешния" in mine.get(f"/my/case/{refusal.case.uid}/appeal/").content.decode()
    freeze(timezone.now() + timedelta(days=40))
    mine = signed_in(cast.citizen)
    page = mine.get(f"/my/case/{refusal.case.uid}/appeal/").content.decode()
    assert "Срокът за жалба изтече" in page and "защо закъснява" in page
    appeal = appeal_online(cast, refusal.case)
    assert appeal.is_late and appeal.status == "registered"
    assert "след срока" in mine.get(f"/my/appeal/{appeal.uid}/").content.decode()
    assert "след срока" in signed_in(cast.officer).get(f"/desk/{refusal.case.uid}/").content.decode()


def test_taken_back_by_the_person_it_waits_for_nobody(refusal: Decision, cast: Cast) -> None:
    appeal = appeal_online(cast, refusal.case)
    mine = signed_in(cast.citizen)
    for _twice in range(2):
        mine.post(f"/my/appeal/{appeal.uid}/back/")
    assert Appeal.objects.get().status == "withdrawn"
    assert (whole(refusal).appeals_open, Case.objects.get(pk=refusal.case_id).act_waits) == (0, "")
    assert RegisterEntry.objects.filter(kind="appeal_withdrawn", other_number=appeal.number).count() == 1
    assert mine.get(f"/my/case/{refusal.case.uid}/appeal/").status_code == 200  # there is still time for another


def test_our_own_act_answers_an_appeal_that_was_not_sent_on(refusal: Decision, cast: Cast) -> None:
    appeal = appeal_online(cast, refusal.case)
    act = afterwards.draft(refusal, outcome=Outcome.REVOCATION, findings="Права е.", by=cast.officer)
    assert refusal.case.number in today_of(cast.head, "mine")
    published(whole(act), cast)
    appeal.refresh_from_db()
    assert (appeal.status, whole(refusal).status, whole(refusal).appeals_open) == ("satisfied", "revoked", 0)
    assert Case.objects.get(pk=refusal.case_id).act_waits == ""
    assert "отговорихме сами" in signed_in(cast.citizen).get(f"/my/appeal/{appeal.uid}/").content.decode()
    texts = [message.context["what"] for message in Message.objects.filter(kind="decision_appealed")]
    assert sorted(set(texts)) == ["registered", "satisfied"]


def test_a_clerk_writes_it_down_for_somebody(refusal: Decision, cast: Cast) -> None:
    clerk, case = signed_in(cast.clerk), refusal.case
    assert clerk.get(f"/counter/case/{case.uid}/appeal/").status_code == 404
    begin(clerk, cast.mother)
    assert f"/counter/case/{case.uid}/appeal/" in clerk.get(f"/counter/case/{case.uid}/").content.decode()
    typed = {"to": "body", "against": WORDS, "origin": "counter", "lodged_by": "Пенка Колева"}
    missing = clerk.post(f"/counter/case/{case.uid}/appeal/", typed).content.decode()
    assert "Не мога да стоя права" in missing
    typed["lodged_on"] = f"{timezone.localdate():%d.%m.%Y}"
    assert clerk.post(f"/counter/case/{case.uid}/appeal/", typed).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.lodged_by, appeal.origin) == ("Пенка Колева", "counter")
    page = clerk.get(f"/counter/case/{case.uid}/").content.decode()
    assert appeal.number in page and f"/counter/appeal/{appeal.uid}/receipt/" in page
    assert clerk.get(f"/counter/appeal/{appeal.uid}/receipt/").status_code == 202


def test_our_silence_is_appealed_and_answered_by_deciding(send: Send, cast: Cast, freeze: Any) -> None:
    case = case_of(send("assistant-support"))
    assert signed_in(cast.citizen).get(f"/my/case/{case.uid}/appeal/").status_code == 404
    freeze(timezone.now() + timedelta(days=45))
    mine = signed_in(cast.citizen)
    page = mine.get(f"/my/{case.request.application.uid}/").content.decode()
    assert f"/my/case/{case.uid}/appeal/" in page
    assert "не отговорихме" in mine.get(f"/my/case/{case.uid}/appeal/").content.decode()
    appeal = appeal_online(cast, case)
    assert (appeal.decision, appeal.is_late) == (None, False)
    assert case.number in today_of(cast.head, "acts")
    assert appeal.number in signed_in(cast.officer).get("/desk/to-deliver/").content.decode()
    assert appeal.number in signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()
    decision = refused(Case.objects.with_parts().get(pk=case.pk), cast)
    published(whole(decision), cast)
    assert Appeal.objects.get().status == "satisfied"


def test_a_body_that_rules_on_our_silence_changes_no_act(send: Send, cast: Cast, freeze: Any) -> None:
    case = case_of(send("assistant-support"))
    freeze(timezone.now() + timedelta(days=45))
    appeal = appeal_online(cast, case)
    page, day = f"/desk/{case.uid}/appeal/{appeal.uid}/", f"{timezone.localdate():%d.%m.%Y}"
    officer = signed_in(cast.officer)
    officer.post(f"{page}send/", {"on": day, "number": "ИЗХ-7"})
    assert officer.post(f"{page}ruling/", {"ruling": "returned", "on": day, "number": "3"}).status_code == 302
    assert Appeal.objects.get().status == "decided"
    assert Case.objects.get(pk=case.pk).status == "new"


def test_what_is_appealed_is_not_carried_out_meanwhile(send: Send, cast: Cast) -> None:
    first = drafted(case_of(send("home-patronage")), cast)
    taken_up(whole(first), cast)
    today = timezone.localdate()
    ends = afterwards.draft(whole(first), outcome=Outcome.TERMINATION, findings="x", by=cast.officer, starts_on=today)
    published(whole(ends), cast)
    page = signed_in(cast.citizen).get(f"/my/case/{first.case.uid}/appeal/").content.decode()
    assert "помощта остава, както беше" in page
    appeal = appeal_online(cast, Case.objects.with_parts().get(pk=first.case_id))
    assert afterwards.end_terminated(today + timedelta(days=1)) == 0
    appeals.take_back(appeal, by=cast.citizen)
    assert afterwards.end_terminated(today + timedelta(days=1)) == 1
    assert Placement.objects.get(case=first.case_id).ends_on == today


def test_a_later_act_waits_on_today_for_who_must_act(refusal: Decision, cast: Cast) -> None:
    number = refusal.case.number
    act = whole(afterwards.draft(refusal, outcome=Outcome.CORRECTION, findings="x", by=cast.officer))
    assert number in today_of(cast.head, "mine") and number not in today_of(cast.officer, "mine")
    assert number in today_of(cast.officer, "acts")
    assert "Акт по решение" in signed_in(cast.head).get(f"/desk/{refusal.case.uid}/").content.decode()
    found = signed_in(cast.head).get(f"/desk/?tab=mine&q={number}").content.decode()
    assert "Прочетете проекта" in found
    decisions.return_draft(act, "Кой месец?", by=cast.head)
    assert number not in today_of(cast.head, "mine") and number in today_of(cast.officer, "mine")
    decisions.redraft(whole(act), findings="Март.", by=cast.officer)
    assert number in today_of(cast.head, "mine")
    published(whole(act), cast)
    assert number not in today_of(cast.head, "acts")


def beside(earlier: Decision, outcome: str, cast: Cast) -> Decision:
    """A correction or a revocation of the act, approved and published."""
    made = afterwards.draft(earlier, outcome=outcome, findings="Сгрешен е месецът.", by=cast.officer)
    published(whole(made), cast)
    return whole(made)


def ruled(appeal: Appeal, cast: Cast) -> None:
    today = timezone.localdate()
    appeals.send_on(appeal, on=today, number="94-1", by=cast.officer)
    appeals.rule(appeal, ruling="returned", on=today, number="Р-7", words="", by=cast.officer)


def test_a_correction_is_appealed_by_itself_and_undone_alone(refusal: Decision, cast: Cast) -> None:
    mend, case, mine = beside(refusal, Outcome.CORRECTION, cast), refusal.case, signed_in(cast.citizen)
    address = f"/my/case/{case.uid}/appeal/?act={mend.uid}"
    assert f"/my/decision/{mend.uid}/read/" in mine.get(f"/my/{case.request.application.uid}/").content.decode()
    assert address in mine.get(f"/my/decision/{mend.uid}/read/").content.decode()
    first = appeal_online(cast, case)  # against the answer: the other act can be appealed all the same
    page = mine.get(address).content.decode()
    assert str(mend.number) in page and "областния управител" in page
    assert mine.post(address, {"to": "court", "against": WORDS}).status_code == 302
    second = Appeal.objects.select_related("data_key", "decision", "case").latest("pk")
    assert (first.decision, second.decision) == (refusal, mend)
    ruled(second, cast)
    assert (whole(mend).status, whole(refusal).status) == ("revoked", "published")
    assert Case.objects.get(pk=case.pk).status == "decided"
    for nonsense in ("x", str(case.uid)):
        assert mine.get(f"/my/case/{case.uid}/appeal/?act={nonsense}").status_code == 404


def test_a_revocation_is_appealed_at_the_counter_and_what_it_revoked_holds_again(refusal: Decision, cast: Cast) -> None:
    taken, case, clerk = beside(refusal, Outcome.REVOCATION, cast), refusal.case, signed_in(cast.clerk)
    assert Case.objects.get(pk=case.pk).status == "in_progress"
    begin(clerk, cast.mother)
    address = f"/counter/case/{case.uid}/appeal/?act={taken.uid}"
    assert address in clerk.get(f"/counter/case/{case.uid}/").content.decode()
    typed = {
        "origin": "counter", "lodged_on": f"{timezone.localdate():%d.%m.%Y}", "lodged_by": "Пенка Колева",
        "to": "body", "against": WORDS,
    }  # fmt: skip
    assert clerk.post(address, typed).status_code == 302
    appeal = Appeal.objects.select_related("data_key", "decision", "case").get()
    assert appeal.decision == taken
    assert "жалба" in today_of(cast.officer, "acts").lower()
    ruled(appeal, cast)
    assert (whole(taken).status, whole(refusal).status) == ("revoked", "published")
    assert Case.objects.get(pk=case.pk).status == "decided"
    assert Document.objects.get(uid=refusal.document_uid).revoked_at is None


def test_who_was_told_is_written_down_for_each_act_by_itself(refusal: Decision, cast: Cast) -> None:
    mend, officer = beside(refusal, Outcome.CORRECTION, cast), signed_in(cast.officer)
    address = f"/desk/{refusal.case.uid}/decision/told/"
    assert address + f"?act={mend.uid}" in officer.get(f"/desk/{refusal.case.uid}/decisions/").content.decode()
    assert officer.get(address).status_code == officer.get(f"{address}?act={mend.uid}").status_code == 200
    mine = signed_in(cast.citizen)
    assert "Получих решението" in mine.get(f"/my/decision/{mend.uid}/read/").content.decode()
    assert mine.post(f"/my/decision/{mend.uid}/received/").status_code == 302
    assert "Знаете" in mine.get(f"/my/decision/{mend.uid}/read/").content.decode()
