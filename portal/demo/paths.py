"""What became of the demo's requests: a plan for each, before any row is written."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from casework.models import Case
from services.models import DecisionAct, Service

SOFIA = ZoneInfo("Europe/Sofia")
SATURDAY = 5
HISTORY_DAYS, RECENT_DAYS, RECENT_SHARE = 730, 120, 0.5

TO_PLACE = ("take", "assess", "refer", "hold_place", "confirm_place")
DECIDING = ("draft_decision", "approve_decision", "publish_decision")
# With a share: how requests end. What of it lies after today has not happened yet.
WITH_PLACES = (
    ((*TO_PLACE, *DECIDING, "accept_place"), 60),
    ((*TO_PLACE, *DECIDING, "decline_place"), 6),
    (("take", "assess", *DECIDING), 16),  # a refusal
    (("withdraw",), 6),
    (("take", "assess", "withdraw"), 4),
)
WITH_ACT = ((("take", "assess", *DECIDING), 80), (("withdraw",), 8))
WITHOUT_ACT = ((("take", "close"), 90), (("withdraw",), 10))
ELSEWHERE = ((("take", "forward", "record_outcome"), 85), (("forward",), 2), (("withdraw",), 5))
# The citizen was asked for something and has not answered yet: of the last days, so many.
ASKED, ASKED_DAYS, ASKED_SHARE = ("take", "ask_correction"), 9, 0.15

# Days that a verb comes after the one before it; an office works five days of seven.
PAUSE = {
    "take": (0, 3),
    "assess": (2, 7),
    "refer": (0, 2),
    "hold_place": (0, 2),
    "confirm_place": (1, 4),
    "draft_decision": (0, 4),
    "publish_decision": (0, 0),
    "accept_place": (1, 6),
    "record_outcome": (10, 30),
}
USUAL_PAUSE = (0, 2)
# Where something went slowly (somebody was ill, nobody opened the door): so many days more before the assessment.
SLOW_SHARE, SLOW_DAYS = 0.1, (11, 16)


@dataclass(frozen=True)
class Plan:
    """One request for one service: the verbs that were done, each with its moment."""

    service: Service
    steps: list[tuple[str, datetime]]
    is_refusal: bool

    def at(self, verb: str) -> datetime | None:
        return next((moment for name, moment in self.steps if name == verb), None)

    @property
    def status(self) -> str:
        return Case.STEPS[self.steps[-1][0]].target if self.steps else "new"


def moments(random: Random, count: int, now: datetime) -> list[datetime]:
    """When applications came: over two years, more and more of them lately, in office hours and evenings, in order."""
    recent = round(count * RECENT_SHARE)
    days = [random.uniform(RECENT_DAYS / 3, HISTORY_DAYS) for _ in range(count - recent)]
    days += [random.triangular(0.02, RECENT_DAYS, 0.02) for _ in range(recent)]
    return sorted(_at_day(random, now - timedelta(days=ago), now) for ago in days)


def _at_day(random: Random, moment: datetime, now: datetime) -> datetime:
    clock = time(random.randint(8, 19), random.randint(0, 59))
    return min(datetime.combine(moment.astimezone(SOFIA).date(), clock, SOFIA), now - timedelta(hours=1))


def plan(random: Random, service: Service, has_offers: bool, submitted: datetime, now: datetime) -> Plan:
    verbs = _choose(random, _paths(service, has_offers))
    is_asked = random.random() < ASKED_SHARE and now - submitted < timedelta(days=ASKED_DAYS)
    if service.is_decided_here and is_asked:
        verbs = ASKED
    is_refusal = "draft_decision" in verbs and ("refer" not in verbs and (has_offers or random.random() < 0.25))
    return Plan(service, _timed(random, verbs, submitted, now), is_refusal)


def _paths(service: Service, has_offers: bool) -> tuple[tuple[tuple[str, ...], int], ...]:
    if not service.is_decided_here:
        return ELSEWHERE
    if service.decision_act == DecisionAct.NONE:
        return WITHOUT_ACT
    return WITH_PLACES if has_offers else WITH_ACT


def _choose(random: Random, choices: tuple[tuple[tuple[str, ...], int], ...]) -> tuple[str, ...]:
    return random.choices([verbs for verbs, _ in choices], weights=[weight for _, weight in choices])[0]


def _timed(random: Random, verbs: tuple[str, ...], submitted: datetime, now: datetime) -> list[tuple[str, datetime]]:
    """Each verb some days after the last one, until today. A signed decision is published at once."""
    moment, found = submitted, []
    for verb in verbs:
        low, high = PAUSE.get(verb, USUAL_PAUSE)
        if verb == "assess" and random.random() < SLOW_SHARE:
            low, high = SLOW_DAYS
        moment += timedelta(days=random.randint(low, high), minutes=random.randint(5, 50))
        while verb != "withdraw" and moment.astimezone(SOFIA).weekday() >= SATURDAY:
            moment += timedelta(days=1)
        found.append((verb, moment))
    done = [(verb, moment) for verb, moment in found if moment < now]
    return done[:-1] if done and done[-1][0] == "approve_decision" else done


def day_of(moment: datetime) -> date:
    return moment.astimezone(SOFIA).date()
