"""Texts of decisions: written by one, read by another, used from their first day; unknown names are refused."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.models import DecisionTemplate, Reason
from records.models import AuditEvent
from services.models import Service
from tests.support.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/acts/texts/order/refusal/"


def typed(**more: Any) -> dict[str, Any]:
    first = DecisionTemplate.objects.used("order", "refusal")[0]
    names = ("title_bg", "legal_grounds_bg", "body_bg", "execution_bg", "appeal_bg", "signatory_bg")
    return {**{name: getattr(first, name) for name in names}, "valid_from": f"{timezone.localdate():%d.%m.%Y}", **more}


def test_a_text_for_one_service_is_used_once_a_second_person_has_read_it(cast: Cast) -> None:
    first, second, today = signed_in(cast.editor), signed_in(cast.editor2), timezone.localdate()
    service = Service.objects.get(slug="home-patronage")
    assert "Пенка Иванова" in first.get(PAGE).content.decode()
    assert first.post(PAGE, typed(title_bg="Отказ от патронаж", service="home-patronage")).status_code == 302
    assert DecisionTemplate.objects.for_act("order", "refusal", service.pk, today).title_bg == "Заповед за отказ"
    assert first.post(f"{PAGE}read/").status_code == 403
    assert "Отказ от патронаж" in second.get(f"{PAGE}read/").content.decode()
    assert "променен, след като го отворихте" in second.post(f"{PAGE}read/", follow=True).content.decode()
    read = {"read": second.get(f"{PAGE}read/").context["waiting"].mark}
    assert second.post(f"{PAGE}read/", read).status_code == 302
    assert DecisionTemplate.objects.for_act("order", "refusal", service.pk, today).title_bg == "Отказ от патронаж"
    assert DecisionTemplate.objects.for_act("order", "refusal", 0, today).title_bg == "Заповед за отказ"
    assert AuditEvent.objects.filter(verb="wording_read").count() == 1
    row = DecisionTemplate.objects.get(title_bg="Отказ от патронаж")
    with pytest.raises(IntegrityError, match="four_eyes_on_a_wording"), transaction.atomic():
        DecisionTemplate.objects.filter(pk=row.pk).update(checked_by=row.written_by)


def test_who_wrote_any_text_of_it_does_not_read_it_for_the_house(cast: Cast) -> None:
    first, second = signed_in(cast.editor), signed_in(cast.editor2)
    first.post(PAGE, typed(title_bg="Мой текст"))
    second.post(PAGE, typed(title_bg="Наш текст"))
    page = first.get(f"{PAGE}read/")
    assert "Вие сте написали този текст" in page.content.decode()
    read = {"read": page.context["waiting"].mark}
    assert first.post(f"{PAGE}read/", read).status_code == 403
    assert second.post(f"{PAGE}read/", read).status_code == 403
    assert DecisionTemplate.objects.filter(title_bg="Наш текст", is_used=False).exists()


def test_an_unknown_name_is_refused_with_its_line_and_nothing_typed_is_lost(cast: Cast) -> None:
    editor = signed_in(cast.editor)
    answer = editor.post(PAGE, typed(body_bg="Първи ред.\nВтори ((persn))."))
    page = answer.content.decode()
    assert "Ред 2" in page
    assert "((person))" in page
    assert "Първи ред." in page
    without = editor.post(PAGE, typed(appeal_bg="Може да се обжалва.")).content.decode()
    assert "((appeal_body))" in without
    editor.post(PAGE, typed(body_bg="{% load x %}{{ case.delete }}"))
    assert "{{ case.delete }}" in editor.get(PAGE).content.decode()


def test_a_reason_is_added_and_ended(cast: Cast) -> None:
    editor = signed_in(cast.editor)
    facts = {"kind": "refusal", "code": "moved", "text_bg": "Преместил се е", "text_en": "Has moved"}
    assert editor.post("/acts/reasons/", facts).status_code == 200
    assert editor.post("/acts/reasons/", {**facts, "valid_from": "1.1.2026"}).status_code == 302
    assert "Преместил се е" in editor.get("/acts/reasons/").content.decode()
    asked = editor.get("/acts/reasons/moved/end/").content.decode()
    assert "Преместил се е" in asked and Reason.objects.get(code="moved").valid_to is None
    assert editor.post("/acts/reasons/moved/end/").status_code == 302
    assert Reason.objects.get(code="moved").valid_to == timezone.localdate()
