"""One case of the demo, verb by verb, through the same table of steps that the actions use."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from casework import deadlines
from casework.actions.assessments import DOMAINS
from casework.models import (
    Assessment,
    Case,
    CaseStatus,
    Deadline,
    Decision,
    DecisionStatus,
    Direction,
    Ended,
    ForwardTo,
    Outcome,
    PlaceHold,
    Placement,
    Referral,
    RegisterEntry,
    Started,
    Suspension,
    WaitingEntry,
)
from casework.models.place import ACTIVE_HOLDS, HoldStatus
from people.models import User
from portal.demo import texts
from portal.demo.paths import Plan, day_of
from portal.demo.town import Town
from portal.demo.writer import Writer, history_row
from records import audit
from records.models import Method, Notification
from services.models import Offer, ReferralBy

TOLD_WITHIN = timedelta(days=10)
PLACE_TERM = timedelta(days=300)
# Which verbs make a document that is entered in a register.
ENTERED = {
    "ask_correction": (Direction.OUTGOING, "correction_asked"),
    "resume": (Direction.INCOMING, "correction"),
    "assess": (Direction.INTERNAL, "assessment"),
    "approve_decision": (Direction.OUTGOING, "decision"),
    "forward": (Direction.OUTGOING, "forwarded"),
    "record_outcome": (Direction.INCOMING, "outcome"),
    "close": (Direction.OUTGOING, "answer"),
    "withdraw": (Direction.INCOMING, "withdrawal"),
}


def new_uid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


# How many days somebody waits for a place before other help is found.
WAITS = (6, 22)


class Story:
    """One case's rows, verb by verb, through the same table of steps that the actions use."""

    def __init__(self, random: Random, town: Town, case: Case, plan: Plan, officer: User, writer: Writer) -> None:
        self.random, self.town, self.case, self.plan = random, town, case, plan
        self.officer, self.writer = officer, writer
        self.referral: Referral | None = None
        self.assessment: Assessment | None = None
        self.hold: PlaceHold | None = None
        self.waiting: WaitingEntry | None = None
        self.still: Suspension | None = None
        self.decision: Decision | None = None
        self.entered = 0

    def tell(self) -> None:
        self.writer.add(self.case)
        self._enter(Direction.INCOMING, "application", self.case.opened_at, None)
        steps = self._possible()
        self._deadline(dict(steps))
        for verb, at in steps:
            step = Case.STEPS[verb]
            assert self.case.status in step.sources, (self.case.status, verb)
            before, self.case.status = self.case.status, step.target
            if verb in ENTERED:
                self._enter(*ENTERED[verb], at, self._actor(verb))
            getattr(self, f"_{verb}", self._nothing)(at)
            history_row(self.writer, self.case, verb, before, step.target, at, self._actor(verb), {})
        self._end_old_placement()

    def _enter(self, direction: str, kind: str, at: datetime, by: User | None) -> None:
        """What `casework.actions.registry` enters, as rows of the demo."""
        number = f"{self.case.number}#{self.entered}" if self.entered else self.case.number
        self.writer.add(
            RegisterEntry(
                case=self.case, unit=self.case.unit, direction=direction, kind=kind, number=number,
                position=self.entered, registered_on=day_of(at), at=at, **audit.who(by),
            )
        )  # fmt: skip
        self.entered += 1

    def _possible(self) -> list[tuple[str, datetime]]:
        """Where no seat is left, the person waits, and after some weeks finds another way."""
        steps = self.plan.steps
        names = [verb for verb, _ in steps]
        if "hold_place" not in names or self._free_offers():
            return steps
        cut = names.index("hold_place")
        since = steps[cut][1]
        self.town.full.add(self.case.service_id)
        gives_up = since + timedelta(days=self.random.randint(*WAITS))
        ends = [("withdraw", gives_up)] if gives_up < self.town.now else []
        return [*steps[:cut], ("put_on_waiting_list", since), *ends]

    def _free_offers(self) -> list[Offer]:
        return [offer for offer in self.town.offers[self.case.service_id] if self.town.seats[offer.pk]]

    def _actor(self, verb: str) -> User | None:
        if verb in {"publish_decision", "withdraw", "accept_place", "decline_place"}:
            return None
        return self.town.head if verb == "approve_decision" else self.officer

    def _nothing(self, at: datetime) -> None:
        """The status alone says it."""

    def _deadline(self, steps: dict[str, datetime]) -> None:
        """Met by what really happened: where no place is left the case waits, and so does its clock."""
        rule = self.town.rules[deadlines.code_for(self.case.service)]
        started = day_of(self.case.opened_at)
        base, due = self.town.due_after(started, rule.amount, rule.unit)
        ends = [steps[verb] for verb in ("publish_decision", "forward", "close", "withdraw") if verb in steps]
        met = day_of(ends[0]) if ends else None
        self.case.due_on = due
        self.deadline = Deadline(
            case=self.case, rule=rule, started_on=started, amount=rule.amount, unit=rule.unit,
            base_due_on=base, due_on=due, met_on=met,
        )  # fmt: skip
        self.writer.add(self.deadline)

    def _ask_correction(self, at: datetime) -> None:
        self.writer.add(Suspension(deadline=self.deadline, reason="correction", started_on=day_of(at)))

    def _assess(self, at: datetime) -> None:
        levels = {f"{domain}_level": str(self.random.choice((0, 0, 1, 2, 3))) for domain in DOMAINS}
        self.assessment = Assessment(
            case=self.case, data_key=self.case.data_key, held_on=day_of(at),
            place=self.random.choice(("home", "office", "phone")),
            need_codes={domain: levels[f"{domain}_level"] for domain in DOMAINS}, made_by=self.officer, finished_at=at,
            is_eligible=not self.plan.is_refusal,
            content={
                **levels,
                "participants": self.case.beneficiary.short_name,
                "own_words": self.random.choice(texts.WISHES),
                "risks": "",
                "conclusion": self.random.choice(texts.NO_NEED if self.plan.is_refusal else texts.NEED),
            },
        )  # fmt: skip
        self.writer.add(self.assessment)

    def _refer(self, at: datetime) -> None:
        offers = [str(offer.uid) for offer in self.town.offers[self.case.service_id]]
        self.referral = Referral(
            case=self.case,
            assessment=self.assessment,
            made_at=at,
            made_by=self.officer,
            consented_at=at,
            preferred_offers=offers,
        )
        self.writer.add(self.referral)

    def _put_on_waiting_list(self, at: datetime) -> None:
        self.waiting = WaitingEntry(case=self.case, service=self.case.service, since=self.case.opened_at)
        self.writer.add(self.waiting)
        if day_of(at) <= self.deadline.due_on:
            self.still = self.writer.add(Suspension(deadline=self.deadline, reason="waiting", started_on=day_of(at)))

    def _hold_place(self, at: datetime) -> None:
        offer = self.random.choice(self._free_offers())
        until = (
            max(day_of(at) + timedelta(days=5), day_of(self.town.now) + timedelta(days=2))
            if self._is_last(at)
            else day_of(at) + timedelta(days=5)
        )
        self.hold = PlaceHold(
            offer=offer,
            case=self.case,
            referral=self.referral,
            units=[self.town.seats[offer.pk].pop()],
            starts_on=day_of(at),
            held_at=at,
            held_until=until,
        )
        self.writer.add(self.hold)

    def _is_last(self, at: datetime) -> bool:
        return self.plan.steps[-1][1] == at

    def _confirm_place(self, at: datetime) -> None:
        assert self.hold is not None
        self.hold.status, self.hold.answered_at = HoldStatus.ACCEPTED, at
        self.hold.answered_by = self.town.managers.get(self.hold.offer.provider_id)

    def _draft_decision(self, at: datetime) -> None:
        outcome = Outcome.REFUSAL if self.plan.is_refusal else Outcome.APPROVAL
        act, reason = self.case.service.decision_act, self.random.choice(self.town.reasons)
        found = texts.FINDINGS_NO[reason.code] if self.plan.is_refusal else self.random.choice(texts.FINDINGS)
        self.decision = Decision(
            uid=new_uid(self.random), case=self.case, data_key=self.case.data_key, act=act, outcome=outcome,
            template=self.town.templates[act, outcome], drafted_by=self.officer, drafted_at=at,
            starts_on=None if self.plan.is_refusal else day_of(at) + timedelta(days=7),
            findings=found,
        )  # fmt: skip
        self.writer.add(self.decision)
        if self.plan.is_refusal:
            others = [
                service
                for service in self.town.services
                if service.pk != self.case.service_id and service.is_decided_here
            ]
            self.writer.links.append((self.decision, [reason], self.random.sample(others, 2)))

    def _approve_decision(self, at: datetime) -> None:
        assert self.decision is not None
        self.decision.status = DecisionStatus.APPROVED
        self.decision.approved_by, self.decision.approved_at = self.town.head, at
        self.decision.delegation = self.town.order
        self.decision.number = self.town.number(self.decision.template.register, day_of(at))

    def _publish_decision(self, at: datetime) -> None:
        assert self.decision is not None
        self.decision.status, self.decision.published_at = DecisionStatus.PUBLISHED, at
        rule = self.town.rules["appeal"]
        self.decision.appeal_until = self.town.due_after(day_of(at), rule.amount, rule.unit)[1]
        self.case.decided_at = at
        if at < self.town.now - TOLD_WITHIN:
            self._told(at)

    def _told(self, at: datetime) -> None:
        """Old decisions were given to the person by hand; the newest wait for it."""
        assert self.decision is not None
        self.decision.delivered_on, until = day_of(at), self.decision.appeal_until
        if until is not None and until < day_of(self.town.now):
            self.decision.final_on = until + timedelta(days=1)
        self.writer.add(
            Notification(
                data_key=self.case.data_key, subject_kind=Decision._meta.label_lower,
                subject_uid=self.decision.uid, person_uid=self.case.beneficiary.uid, method=Method.BY_HAND,
                rule=self.town.by_hand, happened_on=day_of(at), known_on=day_of(at), recorded_at=at,
                **audit.who(self.officer),
            )
        )  # fmt: skip

    def _accept_place(self, at: datetime) -> None:
        if self.hold is not None:
            self.hold.status = HoldStatus.TAKEN
            # Of what began long ago nobody is asked any more whether it did.
            begun = day_of(at) if at < self.town.now - timedelta(days=14) else None
            said = Started.YES if begun else ""
            self.placement = Placement(
                case=self.case, offer=self.hold.offer, hold=self.hold, starts_on=day_of(at),
                provider_said=said, person_said=said, said_on=begun, started_on=begun,
            )  # fmt: skip
            self.writer.add(self.placement)

    def _decline_place(self, at: datetime) -> None:
        self._give_back()
        self.case.closed_at = at

    def _give_back(self) -> None:
        if self.hold is not None and self.hold.status in ACTIVE_HOLDS:
            self.hold.status = HoldStatus.RELEASED
            self.town.seats[self.hold.offer_id].append(self.hold.units[0])

    def _forward(self, at: datetime) -> None:
        court = self.case.service.referral_by == ReferralBy.COURT
        self.case.forwarded_to, self.case.forwarded_at = ForwardTo.COURT if court else ForwardTo.DSP, at

    def _record_outcome(self, at: datetime) -> None:
        self.case.outside_outcome, self.case.closed_at = self.random.choice(texts.OUTCOMES), at

    def _close(self, at: datetime) -> None:
        self.case.outside_outcome, self.case.closed_at = self.random.choice(texts.ANSWERS), at

    def _withdraw(self, at: datetime) -> None:
        self._give_back()
        self.case.closed_at = at
        if self.waiting is not None:
            self.waiting.ended_at, self.waiting.ended_as = at, Ended.LEFT
        if self.still is not None:
            self.still.ended_on = day_of(at)
            self.case.due_on = self.deadline.due_on = self.deadline.due_on + (day_of(at) - self.still.started_on)

    def _end_old_placement(self) -> None:
        """Nobody uses a service for ever: the seat goes to the next person."""
        if self.case.status != CaseStatus.PLACED or self.hold is None:
            return
        ends = self.placement.starts_on + PLACE_TERM
        if ends >= day_of(self.town.now):
            return
        self.placement.ends_on = ends
        self._give_back()
        at = self.case.opened_at + PLACE_TERM + timedelta(days=20)
        self.case.status, self.case.closed_at = CaseStatus.CLOSED, at
        history_row(self.writer, self.case, "close", "placed", "closed", at, self.officer, {})
