"""A plan that the home patronage agreed with somebody, and an assessment that an officer has begun."""

from datetime import timedelta

from django.utils import timezone

from casework.actions import assessments, plans
from casework.assessing import Start
from casework.models import Case, PlaceHold
from people.models import User

GOALS = {
    "goals": "2",
    "goal_1_words": "Искам пак да си готвя сама, поне супа.",
    "goal_1_result": "Готви обяд два пъти в седмицата.",
    "goal_1_indicator": "Дневник на хранението, който води дъщерята.",
    "goal_1_1_what": "Готвене заедно в дома",
    "goal_1_1_who": "Мария Илиева, домашен помощник",
    "goal_1_1_how_often": "вторник и петък",
    "goal_1_2_what": "Пазаруване по списък",
    "goal_1_2_who": "дъщерята",
    "goal_1_2_how_often": "веднъж в седмицата",
    "goal_2_words": "Да виждам хора, не само телевизора.",
    "goal_2_1_what": "Придружаване до клуба на пенсионера",
    "goal_2_1_who": "Мария Илиева, домашен помощник",
    "goal_2_1_how_often": "всяка сряда",
    "risks": "Пада при завиване: килимът в антрето е махнат, поставена е дръжка в банята.",
}
BEGUN = {
    "held_on": "",
    "reason": "Сама е от пролетта, след като синът замина.",
    "own_words": "Не искам в дом. Искам някой да идва.",
    "daily_living_level": "2",
    "daily_living_situation": "Облича се сама, но не може да пазарува и да носи.",
    "health_level": "1",
}


def show(users: dict[str, User]) -> None:
    _agree(users["provider"])
    started = Case.objects.filter(status="in_progress", assignee=users["officer"], assessments__isnull=True)
    case = started.with_parts().order_by("-pk").first()
    if case is not None:
        typed = {**Start(case).initial, **BEGUN, "held_on": f"{timezone.localdate():%d.%m.%Y}"}
        assessments.save_draft(case, typed, seen=0, by=users["officer"])


def _agree(manager: User) -> None:
    """Nothing when chance has placed nobody at the provider of the demo's manager."""
    held = PlaceHold.objects.visible_to(manager).filter(status="taken", case__status="placed")
    hold = held.select_related("offer__provider", "case__data_key").order_by("-pk").first()
    if hold is None:
        return
    today = timezone.localdate()
    draft = plans.save_draft(hold.case, hold.offer.provider, GOALS, seen=0, by=manager)
    signature = {"way": "signed", "witness": "", "signed_on": today.isoformat()}
    plans.agree(draft, signature, starts_on=today, review_on=today + timedelta(days=181), by=manager)
