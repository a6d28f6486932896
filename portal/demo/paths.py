"""What became of the demo's requests: a plan for each, before any row is written."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from casework.models import Case
from services.models import DecisionAct, Service

SOFIA = ZoneInfo("Europe/Sofia")
HISTORY_DAYS, RECENT_DAYS, RECENT_SHARE = 730, 40, 0.3

TO_PLACE = ("take", "assess", "refer", "hold_place", "confirm_place")
DECIDING = ("draft_decision", "approve_decision", "publish_decision")
# With a share: how requests for services with providers end, or where they stand now.
FINISHED_WITH_PLACES = (
    ((*TO_PLACE, *DECIDING, "accept_place"), 60),
    ((*TO_PLACE, *DECIDING, "decline_place"), 6),
    (("take", "assess", *DECIDING), 16),  # a refusal
    (("withdraw",), 6),
    (("take", "assess", "withdraw"), 4),
)
OPEN_WITH_PLACES = (
    ((), 22),
    (("take",), 18),
    (("take", "ask_correction"), 10),
    (("take", "assess"), 10),
    (("take", "assess", "refer"), 8),
    (("take", "assess", "refer", "put_on_waiting_list"), 6),
    (TO_PLACE[:4], 8),
    (TO_PLACE, 8),
    ((*TO_PLACE, "draft_decision"), 6),
    ((*TO_PLACE, *DECIDING), 6),
)
FINISHED_WITH_ACT = ((("take", "assess", *DECIDING), 80), (("withdraw",), 8))
OPEN_WITH_ACT = (
    ((), 25),
    (("take",), 25),
    (("take", "ask_correction"), 10),
    (("take", "assess"), 20),
    (("take", "assess", "draft_decision"), 12),
)
FINISHED_WITHOUT_ACT = ((("take", "close"), 90), (("withdraw",), 10))
OPEN_WITHOUT_ACT = (((), 50), (("take",), 50))
FINISHED_ELSEWHERE = ((("take", "forward", "record_outcome"), 85), (("forward",), 10), (("withdraw",), 5))
OPEN_ELSEWHERE = (((), 30), (("take",), 20), (("take", "forward"), 50))

# Days that a verb comes after the one before it.
PAUSE = {
    "take": (0, 3),
    "assess": (2, 7),
    "hold_place": (0, 3),
    "confirm_place": (0, 3),
    "publish_decision": (0, 0),
}
USUAL_PAUSE = (0, 2)


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
    """When applications came: over two years, more of them lately, in office hours and evenings, in order."""
    recent = round(count * RECENT_SHARE)
    days = [random.uniform(RECENT_DAYS, HISTORY_DAYS) for _ in range(count - recent)]
    days += [random.uniform(0.02, RECENT_DAYS) for _ in range(recent)]
    return sorted(_at_day(random, now - timedelta(days=ago), now) for ago in days)


def _at_day(random: Random, moment: datetime, now: datetime) -> datetime:
    clock = time(random.randint(8, 19), random.randint(0, 59))
    return min(datetime.combine(moment.astimezone(SOFIA).date(), clock, SOFIA), now - timedelta(hours=1))


def plan(random: Random, service: Service, has_offers: bool, submitted: datetime, now: datetime) -> Plan:
    age = (now - submitted).days
    is_open = age < 14 or (age < RECENT_DAYS and random.random() < 0.5)
    verbs = _choose(random, _choices(service, has_offers, is_open))
    steps = _timed(random, verbs, submitted, now)
    is_refusal = "draft_decision" in verbs and ("refer" not in verbs and (has_offers or random.random() < 0.25))
    return Plan(service, steps, is_refusal)


def _choices(service: Service, has_offers: bool, is_open: bool) -> tuple[tuple[tuple[str, ...], int], ...]:
    if not service.is_decided_here:
        return OPEN_ELSEWHERE if is_open else FINISHED_ELSEWHERE
    if service.decision_act == DecisionAct.NONE:
        return OPEN_WITHOUT_ACT if is_open else FINISHED_WITHOUT_ACT
    if has_offers:
        return OPEN_WITH_PLACES if is_open else FINISHED_WITH_PLACES
    return OPEN_WITH_ACT if is_open else FINISHED_WITH_ACT


def _choose(random: Random, choices: tuple[tuple[tuple[str, ...], int], ...]) -> tuple[str, ...]:
    return random.choices([verbs for verbs, _ in choices], weights=[weight for _, weight in choices])[0]


def _timed(random: Random, verbs: tuple[str, ...], submitted: datetime, now: datetime) -> list[tuple[str, datetime]]:
    """Each verb some days after the last one; what would lie in the future happens just now."""
    moment, found = submitted, []
    latest = now - timedelta(minutes=2 * len(verbs) + 2)
    for verb in verbs:
        low, high = PAUSE.get(verb, USUAL_PAUSE)
        moment = min(moment + timedelta(days=random.randint(low, high), minutes=random.randint(5, 50)), latest)
        latest += timedelta(minutes=2)
        found.append((verb, moment))
    return found


def day_of(moment: datetime) -> date:
    return moment.astimezone(SOFIA).date()
