"""What ends a procedure: four eyes, complete refusals, sealed and published by a worker, checked by anybody."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from applications.models import Application
from casework import placeholders, refusals
from casework.actions import capacity, cases, decisions, forwarding, places
from casework.models import Case, Decision, DecisionTemplate, Outcome, PlaceHold, Reason
from casework.models.place import HoldStatus
from casework.wording import wording
from records.models import Document, Message
from records.tasks import render_document
from services.models import DecisionAct, Offer, Service
from tests.support.cast import Cast, Send, assess, case_of, drafted, hold, refused, signed_in

pytestmark = pytest.mark.django_db


def approve(decision: Decision, cast: Cast) -> Document:
    return decisions.approve(
        Decision.objects.select_related("data_key", "template", "case").get(pk=decision.pk), by=cast.head
    )


def test_who_drafted_may_not_approve_and_the_database_says_so_too(send: Send, cast: Cast) -> None:
    decision = drafted(case_of(send("home-patronage")), cast)
    with pytest.raises(decisions.SamePerson):
        decisions.approve(decision, by=cast.officer)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_decision SET approved_by_id = drafted_by_id, approved_at = now(), number = 'РД-1' WHERE id = %s",
            [decision.pk],
        )


def test_the_worker_seals_publishes_and_tells_once(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    case = case_of(application)
    document = approve(drafted(case, cast), cast)
    mine = Client()
    mine.force_login(cast.citizen)
    assert "Отговорът е" not in mine.get(f"/my/{application.uid}/").content.decode()
    for _twice in range(2):
        render_document(document.pk)
    decision = Decision.objects.get(case=case)
    document.refresh_from_db()
    assert (decision.status, document.status) == ("published", "rendered")
    assert document.sealed_at
    told = Message.objects.filter(kind="decision_published")
    assert [message.document_uids for message in told] == [[decision.document_uid, decision.easy_uid]] * 2
    assert Case.objects.get(pk=case.pk).status == "decided"
    assert "Отговорът е „да“" in mine.get(f"/my/{application.uid}/").content.decode()
    assert re.fullmatch(r"РД-\d{4}-\d{5}", str(decision.number))


def test_anybody_may_check_and_learns_no_name(send: Send, cast: Cast, client: Client) -> None:
    decision = drafted(case_of(send("home-patronage")), cast)
    document = approve(decision, cast)
    assert client.get(f"/verify/{document.verify_code}/").status_code == 404
    render_document(document.pk)
    page = client.get(f"/verify/{document.verify_code}/").content.decode()
    assert "истински и валиден" in page
    assert "Колева" not in page
    decision.refresh_from_db()
    decisions.revoke(decision, by=cast.head)
    assert "Документът е отменен" in client.get(f"/verify/{document.verify_code}/").content.decode()


def test_a_refusal_without_reason_or_alternative_is_not_drafted(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    assess(case, cast, is_eligible=False)
    reason, other = Reason.objects.filter(kind="refusal")[:1], Service.objects.filter(slug="hot-lunch")
    for reasons, alternatives in (([], other), (reason, []), ([], [])):
        with pytest.raises(decisions.CannotDecide):
            decisions.draft(
                case,
                outcome=Outcome.REFUSAL,
                findings="x",
                by=cast.officer,
                reasons=list(reasons),
                alternatives=list(alternatives),
            )


def test_a_refusal_tells_reasons_another_way_and_the_appeal(send: Send, cast: Cast) -> None:
    decision = refused(case_of(send("assistant-support")), cast)
    text, appeal = wording(decision)
    for said in ("ОТКАЗВАМ", "не установи нужда", "чл. 73 от ЗСУ", "Топъл обяд", "Справя се."):
        assert said in text
    assert "14-дневен срок" in appeal
    context = approve(decision, cast).context
    assert context["appeal"] == appeal


def test_no_template_can_leave_out_where_to_appeal() -> None:
    for template in DecisionTemplate.objects.all():
        placeholders.check(template.body_bg)
        placeholders.check(template.appeal_bg)
    with pytest.raises(IntegrityError, match="appeal"), transaction.atomic():
        DecisionTemplate.objects.filter(pk=template.pk).update(appeal_bg="")


def test_every_act_and_outcome_that_a_service_may_end_with_has_a_template() -> None:
    decided = Service.objects.published().exclude(access="general").exclude(decision_act=DecisionAct.NONE)
    acts = {service.decision_act for service in decided if service.is_decided_here}
    there = set(DecisionTemplate.objects.values_list("act", "outcome"))
    assert {(act, outcome) for act in acts for outcome in Outcome.values} <= there


@pytest.mark.parametrize(
    "text",
    [
        "{{ case.delete }}",
        "((case))",
        "((#if person)) open",
        "((person",
        "person))",
        "((/if))",
        "((#if person))((#if fee))x((/if))((/if))",
    ],
)
def test_a_template_knows_placeholders_and_nothing_else(text: str) -> None:
    if "{{" in text:
        assert placeholders.fill(text, {}) == text
    else:
        with pytest.raises(placeholders.TemplateError):
            placeholders.check(text)


def test_what_a_person_wrote_is_never_read_as_a_placeholder() -> None:
    assert placeholders.fill("((findings))", {"findings": "((person)) {{ x }}"}) == "((person)) {{ x }}"


def test_a_value_that_ends_with_a_full_stop_ends_the_sentence() -> None:
    assert (
        placeholders.fill("Начало: ((starts_on)). Край.", {"starts_on": "01.12.2026 г."})
        == "Начало: 01.12.2026 г. Край."
    )
    assert placeholders.fill("((findings))...", {"findings": "x"}) == "x..."


def test_an_approval_needs_a_place_that_the_provider_confirmed(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    hold(case, cast)
    with pytest.raises(decisions.CannotDecide, match="confirmed_place"):
        decisions.draft(case, outcome=Outcome.APPROVAL, findings="x", by=cast.officer)


@pytest.mark.parametrize("slug", ["home-elderly", "cnst-children"])
def test_what_others_decide_is_never_decided_here(send: Send, cast: Cast, slug: str) -> None:
    if Service.objects.get(slug=slug).can_apply_online:
        case = case_of(send(slug))
    else:
        from applications.actions import oral

        application = oral.write_up(cast.mother, [Service.objects.get(slug=slug)], "Моля.", counter="x", by=cast.clerk)
        case = case_of(application)
    with pytest.raises(decisions.CannotDecide):
        decisions.draft(case, outcome=Outcome.APPROVAL, findings="x", by=cast.officer)
    forwarding.forward(case, by=cast.officer)
    forwarding.record_outcome(case, "Решено.", by=cast.officer)
    assert Case.objects.get(pk=case.pk).status == "closed"
    assert not Decision.objects.filter(case=case).exists()


def test_what_is_decided_here_is_not_sent_on(send: Send, cast: Cast) -> None:
    with pytest.raises(forwarding.DecidedHere):
        forwarding.forward(case_of(send("home-patronage")), by=cast.officer)


def test_a_card_ends_with_an_answer_and_an_order_does_not(send: Send, cast: Cast) -> None:
    card = case_of(send("parking-card"))
    cases.take(card, by=cast.officer)
    cases.close(card, "Картата е издадена.", by=cast.officer)
    assert Message.objects.filter(kind="case_outcome").exists()
    other = case_of(send("home-patronage"))
    with pytest.raises(cases.NeedsDecision):
        cases.close(other, "Готово.", by=cast.officer)


def test_a_declined_place_goes_to_the_next_person(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    document = approve(drafted(case, cast), cast)
    render_document(document.pk)
    case.refresh_from_db()
    free = capacity.free_by_offer(list(Offer.objects.all()))
    decisions.decline_place(case, by=cast.citizen)
    held = PlaceHold.objects.get(case=case)
    assert held.status == HoldStatus.RELEASED
    assert capacity.free_by_offer([held.offer])[held.offer_id] == free[held.offer_id] + 1
    with pytest.raises(decisions.CannotDecide):
        decisions.accept_place(case_of(send("parking-card")), by=cast.citizen)


def test_a_returned_draft_is_written_anew_and_then_approved(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    decision = drafted(case, cast)
    decision.case = Case.objects.get(pk=case.pk)
    decisions.return_draft(decision, "Допълнете мотивите.", by=cast.head)
    decisions.redraft(decision, findings="Живее сама и не може да готви.", by=cast.officer)
    document = approve(decision, cast)
    assert any("не може да готви" in paragraph for paragraph in document.context["paragraphs"])


def test_a_returned_draft_shows_everything_that_may_be_wrong_in_it(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    decision = drafted(case, cast)
    decision.case = Case.objects.get(pk=case.pk)
    decisions.return_draft(decision, "Началото е грешно.", by=cast.head)
    officer, path = signed_in(cast.officer), f"/desk/{case.uid}/decision/text/"
    form = officer.get(path).context["form"]
    assert set(form.fields) == {"findings", "starts_on", "valid_until", "execution_reason"}
    typed = {"findings": "а" * 3000, "starts_on": "01.01.1900"}  # longer than a note
    assert "Никоя помощ не започва, преди да е поискана" in officer.post(path, typed).content.decode()
    assert officer.post(path, {**typed, "starts_on": "15.12.2026"}).status_code == 302
    again = Decision.objects.select_related("data_key").get(pk=decision.pk)
    assert (again.findings, str(again.starts_on), again.returned_note) == ("а" * 3000, "2026-12-15", None)


def test_a_refusal_is_improved_with_its_reasons(send: Send, cast: Cast) -> None:
    decision = refused(case_of(send("assistant-support")), cast)
    officer, path = signed_in(cast.officer), f"/desk/{decision.case.uid}/decision/text/"
    form = officer.get(path).context["form"]
    other = form.fields["reasons"].queryset.exclude(code__in=form.initial["reasons"]).first().code
    typed = {"findings": "Друго.", "reasons": [other], "alternatives": form.initial["alternatives"]}
    assert officer.post(path, {**typed, "unmet": "няма лична карта"}).status_code == 302
    again = Decision.objects.select_related("data_key").get(pk=decision.pk)
    assert [row.code for row in again.reasons.all()] == [other]
    assert "няма лична карта" in (again.unmet or [])


def test_withdrawing_gives_the_place_back(send: Send, cast: Cast) -> None:
    from applications.actions import withdrawals

    application = send("home-patronage")
    hold(case_of(application), cast)
    withdrawals.withdraw(Application.objects.get(pk=application.pk), by=cast.citizen)
    assert not PlaceHold.objects.active().exists()


def test_a_provider_declines_with_a_reason_and_never_without(send: Send, cast: Cast) -> None:
    held = hold(case_of(send("home-patronage")), cast)
    client = Client()
    client.force_login(cast.provider)
    assert client.post(f"/provider/{held.uid}/decline/").status_code == 200
    assert client.post(f"/provider/{held.uid}/decline/", {"reason": "no-place"}).status_code == 302
    held.refresh_from_db()
    assert (held.status, held.reason.code, held.case.status) == ("declined", "no-place", "waiting")
    page: Any = client.get("/provider/")
    assert "Пенка" not in page.content.decode()


def test_dates_that_cannot_be_are_refused(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    places.accept(hold(case, cast), by=cast.provider)
    officer = Client()
    officer.force_login(cast.officer)
    typed = {"outcome": "approval", "findings": "x", "starts_on": "1.1.2030", "valid_until": "1.1.2029"}
    assert "Краят е преди началото" in officer.post(f"/desk/{case.uid}/decision/", typed).content.decode()
    typed = {"outcome": "refusal", "findings": "x", "starts_on": "1.1.2030"}
    assert "При отказ няма такава дата" in officer.post(f"/desk/{case.uid}/decision/", typed).content.decode()
    assert not Decision.objects.exists()


def test_an_adult_is_not_sent_to_services_for_children(send: Send, cast: Cast) -> None:
    case = case_of(send("assistant-support"))
    cast.mother.birth_date = "1947-03-12"
    cast.mother.save()
    case = Case.objects.select_related("beneficiary", "service").get(pk=case.pk)
    slugs = {service.slug for service in refusals.alternatives(case)}
    assert slugs
    assert not slugs & {"day-centre-children", "early-intervention", "cnst-children-disability"}


def test_an_answered_place_is_not_asked_about_again(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    render_document(approve(drafted(case, cast), cast).pk)
    mine = Client()
    mine.force_login(cast.citizen)
    assert "Приемате ли мястото?" in mine.get(f"/my/place/{case.uid}/").content.decode()
    mine.post(f"/my/place/{case.uid}/", {"accept": "1"})
    assert mine.get(f"/my/place/{case.uid}/").status_code == 302
    assert Case.objects.get(pk=case.pk).status == "placed"


def test_a_decision_says_how_the_fee_is_set_and_quotes_no_other_town(send: Send, cast: Cast) -> None:
    text, _appeal = wording(drafted(case_of(send("home-patronage")), cast))
    assert "Тунджа" not in text
    assert "определена от общинския съвет" in text
