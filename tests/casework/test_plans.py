"""The individual plan: kept, agreed, read by the person, looked at again in time; several plans of one person together."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from casework.actions import places, plans
from casework.models import Case, PlaceHold, Plan
from records.models import Document, Message
from records.tasks import render_document
from tests.support.cast import Cast, Send, case_of, hold, signed_in

pytestmark = pytest.mark.django_db
SIGNED = {"way": "signed", "signed_on": "30.11.2026"}


def whole(**said: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "goals": "1", "seen": "0", "starts_on": f"{today:%d.%m.%Y}", "review_on": f"{today + timedelta(180):%d.%m.%Y}",
        "goal_1_words": "Да готвя пак сама.", "goal_1_1_what": "Готвене заедно", "goal_1_1_who": "Мария Илиева",
        "goal_1_1_how_often": "всеки вторник", **said,
    }  # fmt: skip


def agreed(held: PlaceHold, worker: Client, **said: Any) -> Plan:
    assert worker.post(f"/provider/{held.uid}/plan/", whole(check="1", **said)).status_code == 302
    check = f"/provider/{held.uid}/plan/check/"
    assert "Прочетете на човека и новия текст" in worker.post(check, {**SIGNED, "seen": "999"}).content.decode()
    assert worker.post(check, {**SIGNED, "seen": str(worker.get(check).context["saves"])}).status_code == 302
    return Plan.objects.in_force().select_related("case").get(case=held.case)


def test_the_provider_writes_it_and_the_person_reads_it_in_plain_words(
    held: PlaceHold, worker: Client, cast: Cast
) -> None:
    plan = agreed(held, worker)
    document = Document.objects.get(kind="plan")
    render_document(document.pk)
    mine = signed_in(cast.citizen)
    assert Message.objects.filter(kind="plan_agreed").count() == 2, "the daughter, and her mother by letter"
    page = mine.get(f"/my/case/{held.case.uid}/plan/").content.decode()
    assert "„Да готвя пак сама.“" in page and "Мария Илиева" in page
    assert mine.get(f"/my/case/{held.case.uid}/plan/document/")["Content-Type"] == "application/pdf"
    assert mine.post(f"/my/case/{held.case.uid}/plan/answer/").status_code == 302
    plan.refresh_from_db()
    assert plan.answer == "read"
    assert signed_in(cast.citizen2).get(f"/my/case/{held.case.uid}/plan/").status_code == 404


def test_nothing_typed_is_lost_and_a_goal_more_is_one_press(held: PlaceHold, worker: Client) -> None:
    address = f"/provider/{held.uid}/plan/"
    assert worker.post(address, {"goals": "1", "seen": "0", "goal_1_words": "Да ходя.", "add": "1"}).status_code == 302
    page = worker.get(address).content.decode()
    assert "Да ходя." in page and 'name="goal_2_words"' in page
    refused = worker.post(address, {"goals": "2", "seen": "1", "starts_on": "утре", "goal_2_1_what": "x", "check": "1"})
    assert "Грешка:" in refused.content.decode() and "утре" in refused.content.decode()
    assert Plan.objects.get().content["starts_on"] == "утре"
    stale = worker.post(address, {"goals": "1", "seen": "0", "goal_1_words": "Мое.", "save": "1"})
    assert stale.status_code == 409 and "Мое." in stale.content.decode()


def test_a_wrong_year_is_seen_before_the_plan_holds(held: PlaceHold, worker: Client) -> None:
    address = f"/provider/{held.uid}/plan/"
    early = worker.post(address, whole(check="1", starts_on="01.01.1990")).content.decode()
    assert "Проверете годината" in early and "01.01.1990" in early
    late = worker.post(address, whole(check="1", seen="1", review_on="01.01.2099")).content.decode()
    assert "най-късно" in late and "01.01.2099" in late
    ahead = worker.post(address, whole(check="1", seen="2", starts_on="01.01.2098", review_on="01.02.2098"))
    assert "Проверете годината" in ahead.content.decode()


def test_an_objection_reaches_the_officer_and_the_next_version(held: PlaceHold, worker: Client, cast: Cast) -> None:
    agreed(held, worker)
    mine = signed_in(cast.citizen)
    empty = mine.post(f"/my/case/{held.case.uid}/plan/answer/", {"objects": "1", "text": ""})
    assert "Грешка:" in empty.content.decode()
    mine.post(f"/my/case/{held.case.uid}/plan/answer/", {"objects": "1", "text": "Искам и в петък."})
    assert Case.objects.get(pk=held.case_id).wrote_at is not None
    assert "Искам и в петък." in signed_in(cast.officer).get(f"/desk/{held.case.uid}/plans/").content.decode()
    assert "не е съгласен" in signed_in(cast.officer).get(f"/desk/{held.case.uid}/").content.decode()
    page = worker.get(f"/provider/{held.uid}/plan/").content.decode()
    assert "Искам и в петък." in page and "Да готвя пак сама." in page
    second = agreed(held, worker, goal_1_progress="Готви супа.")
    assert (second.version, second.answer) == (2, "")
    assert [plan.status for plan in Plan.objects.order_by("version")] == ["replaced", "agreed"]
    with pytest.raises(IntegrityError, match="one_plan_in_force"), transaction.atomic():
        Plan.objects.update(status="agreed")


def test_a_stranger_and_a_provider_whose_place_is_gone_see_nothing(held: PlaceHold, worker: Client, cast: Cast) -> None:
    agreed(held, worker)
    for part in ("plan/", "plan/check/"):
        assert signed_in(cast.provider2).get(f"/provider/{held.uid}/{part}").status_code == 404
    places.release(held, by=cast.officer)
    assert worker.get(f"/provider/{held.uid}/plan/").status_code == 302
    assert worker.post(f"/provider/{held.uid}/plan/", whole(save="1")).status_code == 302
    assert Plan.objects.count() == 1


def test_the_review_is_reminded_of_once_and_then_the_officer_hears(held: PlaceHold, worker: Client, cast: Cast) -> None:
    plan = agreed(held, worker)
    assert plan.review_on is not None
    before, after = plan.review_on - timedelta(days=20), plan.review_on + timedelta(days=1)
    assert plans.remind(before) == 0
    assert plans.remind(plan.review_on - timedelta(days=3)) == 1
    assert plans.remind(plan.review_on) == 0
    told = Message.objects.filter(kind="plan_review")
    assert set(told.values_list("user_uid", flat=True)) >= {cast.provider.uid}
    assert plans.remind(after) == 1 and plans.remind(after) == 0
    assert Message.objects.filter(kind="plan_review_late").count() == 1


def test_the_review_is_proposed_by_the_rule_of_six_months(held: PlaceHold, worker: Client) -> None:
    today: date = timezone.localdate()
    proposed = worker.get(f"/provider/{held.uid}/plan/").context["form"].initial["review_on"]
    day, month, year = (int(part) for part in proposed.split("."))
    assert 180 <= (date(year, month, day) - today).days <= 185


def test_plans_of_one_person_are_read_together_by_who_may_see_the_cases(
    held: PlaceHold, worker: Client, send: Send, cast: Cast
) -> None:
    agreed(held, worker)
    other = case_of(send("home-patronage"))
    second = hold(other, cast)
    places.accept(second, by=cast.provider)
    agreed(second, worker, goal_1_words="Да излизам.")
    page = signed_in(cast.officer).get(f"/desk/{held.case.uid}/plans/").content.decode()
    assert page.index("Да готвя пак сама.") < page.index("Да излизам.")
    page = signed_in(cast.citizen).get(f"/my/case/{other.uid}/plan/").content.decode()
    assert page.index("Да излизам.") < page.index("Да готвя пак сама.")


def test_pages_ask_a_steady_number_of_questions(
    held: PlaceHold, worker: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    agreed(held, worker)
    worker.post(f"/provider/{held.uid}/plan/", whole(save="1"))
    pages = ((worker, f"/provider/{held.uid}/plan/"), (worker, f"/provider/{held.uid}/plan/check/"),
             (signed_in(cast.officer), f"/desk/{held.case.uid}/plans/"),
             (signed_in(cast.citizen), f"/my/case/{held.case.uid}/plan/"))  # fmt: skip
    for client, address in pages:
        with django_assert_max_num_queries(15):
            client.get(address)


def test_every_field_has_a_name_of_its_own_and_says_its_goal_once(held: PlaceHold, worker: Client) -> None:
    """For eyes the group says which goal and action it is; ears, and the list of what is to be mended, hear it all."""
    address = f"/provider/{held.uid}/plan/"
    worker.post(address, {"goals": "1", "seen": "0", "goal_1_words": "Да ходя.", "add": "1"})
    page = worker.get(address).content.decode()
    heard = [re.sub("<[^>]*>", "", name) for name in re.findall(r"<label[^>]*>(.*?)</label>", page, re.DOTALL)]
    assert len(heard) == len(set(heard)) and len(heard) >= 2 * (4 + 3 * 5)
    seen = re.sub(r'<(span|legend) class="visually-hidden">[^<]*</', "", page)
    assert seen.count("Цел 2") == 1 and "Цел 1, действие" not in seen
    assert page.count("<fieldset") == page.count("<legend") == 2 * (1 + 3)
    refused = worker.post(address, {"goals": "2", "seen": "1", "goal_2_1_what": "x", "check": "1"}).content.decode()
    assert "Цел 2, действие 1: Кой го прави" in refused
