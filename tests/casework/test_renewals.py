"""Asking again: a reminder before the help ends, and a draft that is filled in already."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.models import Application, StepAnswers
from applications.steps import Walk
from casework.actions import afterwards
from casework.models import Case, DeadlineRule, Decision
from casework.tasks import remind_renewals
from people.models import User
from records.models import Message
from services.models import Service
from tests.support.cast import Cast, Send, case_of, drafted, published, signed_in, taken_up

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


@pytest.fixture
def ending(send: Send, cast: Cast, freeze: Freeze) -> Case:
    """Decided on the 2nd of November; the help is allowed until the last day of the year."""
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage", "assistant-support"))
    decision = drafted(case, cast)
    Decision.objects.filter(pk=decision.pk).update(valid_until=date(2026, 12, 31))
    decision.refresh_from_db()
    return taken_up(decision, cast)


def reminders() -> int:
    return Message.objects.filter(kind="case_renewal").count()


def test_the_reminder_comes_once_thirty_days_before(ending: Case, freeze: Freeze) -> None:
    for moment, told in (("2026-11-30 07:20+02:00", 0), ("2026-12-01 07:20+02:00", 2), ("2026-12-20 07:20+02:00", 2)):
        freeze(moment)
        remind_renewals()
        remind_renewals()
        assert reminders() == told  # the daughter and the mother


@pytest.mark.parametrize(("named", "reminded"), [(date(2027, 3, 31), "2027-03-01"), (None, "2026-12-01")])
def test_after_a_change_the_reminder_follows_the_changed_end(
    ending: Case, cast: Cast, freeze: Freeze, named: date | None, reminded: str
) -> None:
    """And where the change says nothing of the end, the end stays."""
    first = ending.decisions.get()
    change = afterwards.draft(first, outcome="change", findings="x", valid_until=named, by=cast.officer)
    published(Decision.objects.select_related("data_key", "template", "changes", "case").get(pk=change.pk), cast)
    day = date.fromisoformat(reminded)
    for moment, told in ((day - timedelta(days=1), 0), (day, 2)):
        freeze(f"{moment} 07:20+02:00")
        remind_renewals()
        assert reminders() == told


def test_a_service_has_its_own_days(ending: Case, freeze: Freeze) -> None:
    words = {"unit": "calendar", "legal_ground_bg": "x", "legal_ground_en": "x", "valid_from": date(2026, 1, 1)}
    DeadlineRule.objects.create(code="renewal-reminder", service=ending.service, amount=58, **words)
    other = Service.objects.exclude(pk=ending.service_id).first()
    DeadlineRule.objects.create(code="renewal-reminder", service=other, amount=365, **words)
    for moment, told in (("2026-11-02 12:00+02:00", 0), ("2026-11-03 07:20+02:00", 2)):
        freeze(moment)
        remind_renewals()
        assert reminders() == told


def test_nobody_is_reminded_who_has_asked_again_or_no_longer_uses_it(
    ending: Case, send: Send, cast: Cast, freeze: Freeze
) -> None:
    freeze("2026-12-01 07:20+02:00")
    Case.objects.filter(pk=ending.pk).update(status="closed")
    remind_renewals()
    assert reminders() == 0
    Case.objects.filter(pk=ending.pk).update(status="placed")
    send("home-patronage")
    remind_renewals()
    assert reminders() == 0


def test_one_press_fills_everything_in_and_only_what_changes_is_asked(ending: Case, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-12-01 07:20+02:00")
    remind_renewals()
    citizen = signed_in(cast.citizen)
    address = f"/my/case/{ending.uid}/renew/"
    former = ending.request.application
    assert address in citizen.get(f"/my/{former.uid}/").content.decode()
    answers = [citizen.post(address) for _ in range(2)]
    draft = Application.objects.get(status="draft")  # pressed twice: one draft
    assert {answer["Location"] for answer in answers} == {f"/apply/draft/{draft.uid}/"}
    assert draft.follows == former
    assert [service.slug for service in draft.asked] == ["home-patronage"]
    walk = Walk(draft)
    undone = {place.key for place in walk.places if not place.is_done}
    assert {"common.household", "common.income"} <= undone
    assert not undone & {"common.you", "common.contact", "common.other-person", "common.home", "common.health"}
    assert walk.stored("common.you")["family_name"] == former.answers["common.you"]["family_name"]
    page = citizen.get(f"/apply/draft/{draft.uid}/step/common.household/")
    assert "От заявлението от 02.11.2026 г." in page.content.decode()
    form = page.context["form"]
    assert form["household"].value() == former.answers["common.household"]["household"]


def test_declarations_and_files_are_given_anew(ending: Case, cast: Cast) -> None:
    signed_in(cast.citizen).post(f"/my/{ending.request.application.uid}/again/")
    draft = Application.objects.get(status="draft")
    assert {service.slug for service in draft.asked} == {"home-patronage", "assistant-support"}
    assert not draft.attachments.exists()
    stored = [name for row in StepAnswers.objects.filter(application=draft) for name in str(row.answers).split("'")]
    declared = {
        question.key
        for _scope, form in draft.forms()
        for question in form.questions()
        if question.kind == "declaration"
    }
    assert declared and not declared & set(stored)


def test_another_login_takes_over_nothing_of_who_applied(ending: Case, cast: Cast) -> None:
    User.objects.filter(pk=cast.citizen2.pk).update(person=cast.mother, identity_checked_at=timezone.now())
    client = signed_in(User.objects.get(pk=cast.citizen2.pk))
    client.post(f"/my/{ending.request.application.uid}/again/")
    draft = Application.objects.get(status="draft", applicant_user=cast.citizen2)
    undone = {place.key for place in Walk(draft).places if not place.is_done}
    assert {"common.you", "common.contact", "common.for-whom"} <= undone
    assert "Надежда" not in "".join(str(row.answers) for row in draft.step_answers.all())


def test_what_is_no_longer_offered_is_said(ending: Case, cast: Cast) -> None:
    Service.objects.filter(pk=ending.service_id).update(online_application=False)
    page = signed_in(cast.citizen).post(f"/my/case/{ending.uid}/renew/", follow=True).content.decode()
    assert "сега не може да се заяви онлайн" in page
    assert not Application.objects.filter(status="draft").exists()


def test_ones_own_list_is_read_page_by_page(send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from casework import mine

    monkeypatch.setattr(mine, "PAGE", 2)
    for _ in range(5):
        send("parking-card")
    client, seen, address = signed_in(cast.citizen), [], "/my/"
    for _ in range(4):
        context = client.get(address).context
        seen += [application.number for application, _progress in context["applications"]]
        if not context["before"]:
            break
        address = f"/my/?before={context['before'].replace('+', '%2B')}"
    assert len(seen) == 5 and sorted(seen, reverse=True) == seen
    for nonsense in ("x", "_", "20261102T000000.0+0200_x", "20261102T000000.000000+0200_99999999999999999999", "%00"):
        assert client.get(f"/my/?before={nonsense}").status_code == 200
