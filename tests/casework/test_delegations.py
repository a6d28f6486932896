"""Who signs for the mayor: by an order in force, of one's own, for that act and service; and where it is appealed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions import decisions, delegations
from casework.models import AppealRoute, Case, Decision, Delegation, Issuer
from records.models import AuditEvent, Document
from services.models import Service
from tests.support.cast import Cast, Send, case_of, drafted, refused, signed_in

pytestmark = pytest.mark.django_db


def waiting(send: Send, cast: Cast) -> Decision:
    decision = drafted(case_of(send("home-patronage")), cast)
    return Decision.objects.select_related("data_key", "template", "case").get(pk=decision.pk)


def order(cast: Cast, **more: Any) -> Delegation:
    facts = {
        "user": cast.head, "issuer": Issuer.MAYOR, "acts": [], "order_number": "РД-15-7",
        "order_date": date(2026, 1, 5), "valid_from": date(2026, 1, 5), "valid_to": None,
    }  # fmt: skip
    services = more.pop("services", [])
    return delegations.record({**facts, **more}, services, by=cast.admin)


def cannot(decision: Decision, cast: Cast, why: str) -> None:
    with pytest.raises(decisions.CannotDecide, match=why):
        decisions.approve(decision, by=cast.head)
    assert (Decision.objects.get(pk=decision.pk).number, Document.objects.filter(kind="decision").count()) == (None, 0)


def test_without_an_order_of_their_own_nobody_approves(send: Send, cast: Cast) -> None:
    decision = waiting(send, cast)
    Delegation.objects.all().delete()
    cannot(decision, cast, "no_delegation")
    order(cast, user=cast.officer2)
    cannot(decision, cast, "no_delegation")
    page = signed_in(cast.head).get(f"/desk/{decision.case.uid}/decision/approval/").content.decode()
    assert "няма заповед в сила" in page.lower()
    answer = signed_in(cast.head).post(f"/desk/{decision.case.uid}/decision/approval/", {"approve": "1"}, follow=True)
    assert "няма заповед в сила" in answer.content.decode().lower()


def test_an_order_is_for_its_days_its_acts_and_its_services(send: Send, cast: Cast) -> None:
    decision, today = waiting(send, cast), timezone.localdate()
    Delegation.objects.all().delete()
    order(cast, valid_to=today - timedelta(days=1))
    order(cast, valid_from=today + timedelta(days=1))
    order(cast, acts=["commission_protocol"])
    order(cast, services=[Service.objects.get(slug="hot-lunch")])
    cannot(decision, cast, "no_delegation")
    good = order(cast, acts=[decision.act], services=[decision.case.service])
    decisions.approve(decision, by=cast.head)
    assert decision.delegation == good


def test_the_act_says_for_whom_it_is_signed_and_by_which_order(send: Send, cast: Cast) -> None:
    context = decisions.approve(waiting(send, cast), by=cast.head).context
    assert context["signatory"] == "за кмет на Община Белоречие, съгл. Заповед № РД-15-204/24.06.2020 г."
    assert "областния управител" in context["appeal"]


def test_the_act_of_a_village_mayor_is_appealed_before_the_mayor(send: Send, cast: Cast) -> None:
    decision = waiting(send, cast)
    Delegation.objects.all().delete()
    order(cast, issuer=Issuer.DISTRICT, order_number="", order_date=None)
    context = decisions.approve(decision, by=cast.head).context
    assert context["signatory"] == "кмет на кметство в Община Белоречие"
    assert "пред кмета на Община Белоречие" in context["appeal"]


def test_without_a_way_of_appeal_no_act_is_made(send: Send, cast: Cast) -> None:
    decision = waiting(send, cast)
    AppealRoute.objects.update(valid_to=date(2020, 1, 1))
    cannot(decision, cast, "no_appeal_clause")


def test_an_administrator_records_an_order_and_ends_it(cast: Cast) -> None:
    admin, today = signed_in(cast.admin), timezone.localdate()
    typed = {"user": cast.head.uid, "issuer": "mayor", "order_number": "РД-15-9", "valid_from": f"{today:%d.%m.%Y}"}
    answer = admin.post("/acts/orders/add/", typed).content.decode()
    assert "Заповедта има дата" in answer
    assert "РД-15-9" in answer
    assert admin.post("/acts/orders/add/", {**typed, "order_date": "1.6.2026"}).status_code == 302
    row = Delegation.objects.latest("pk")
    assert (row.user, row.order, row.recorded_by) == (cast.head, "РД-15-9/01.06.2026 г.", cast.admin)
    assert "РД-15-9" in admin.get("/acts/orders/").content.decode()
    assert cast.head.name in admin.get(f"/acts/orders/{row.uid}/end/").content.decode()
    assert admin.post(f"/acts/orders/{row.uid}/end/").status_code == 302
    assert AuditEvent.objects.filter(verb="delegation_ended").exists()


def test_an_ended_order_signs_nothing_more(send: Send, cast: Cast) -> None:
    decision = waiting(send, cast)
    for row in Delegation.objects.all():
        delegations.end(row, by=cast.admin)
    cannot(decision, cast, "no_delegation")


def test_the_citizen_reads_the_same_words_and_the_easy_sheet(send: Send, cast: Cast) -> None:
    from records.tasks import render_document

    application = send("assistant-support")
    decision = refused(case_of(application), cast)
    decision.execution_reason = "Животът е застрашен."
    decision.save()
    document = decisions.approve(
        Decision.objects.select_related("data_key", "template", "case").get(pk=decision.pk), by=cast.head
    )
    mine = signed_in(cast.citizen)
    assert mine.get(f"/my/decision/{decision.uid}/read/").status_code == 404
    for row in Document.objects.filter(subject_uid=decision.uid):
        render_document(row.pk)
    page = mine.get(f"/my/decision/{decision.uid}/read/").content.decode()
    for said in (document.context["appeal"], "ОТКАЗВАМ", "чл. 60, ал. 1", document.verify_code):
        assert said in page
    sheet = mine.get(f"/my/decision/{decision.uid}/easy/")
    assert sheet["Content-Type"] == "application/pdf"
    easy = Document.objects.get(kind="decision_easy")
    assert (easy.context["outcome"], easy.context["at_once"]) == ("refusal", True)
    assert easy.context["alternatives"] == ["Топъл обяд"]
    [why] = [line for line in easy.context["reasons"] if "не установи нужда" in line]  # once, with its day
    assert why.startswith("предварителната оценка от ")
    assert Case.objects.get(request__application=application).status == "decided"
    assert signed_in(cast.officer).get(f"/desk/{decision.case.uid}/decisions/{decision.uid}/easy/").status_code == 200
