"""The waiting list: who comes to it, who is next, who leaves it. Every movement leaves a row."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from casework import deadlines, notices, waiting
from casework.actions import needs
from casework.models import (
    Case,
    CaseStatus,
    Deadline,
    Ended,
    Suspension,
    SuspensionGround,
    WaitingEntry,
    WaitingException,
    WaitingMove,
    WhyMoved,
)
from casework.models.need import ShortfallKind, ShortfallSource
from casework.telling import names, tell
from people.models import User
from records import audit
from records.workflow import move
from services.models import Offer

BATCH = 500
# On this ground the term of the procedure stands still: our silence would count as a refusal that nobody made.
GROUND = "waiting"
# While the decision is written nobody knows yet whether the person goes on waiting.
STILL_WAITING = (CaseStatus.WAITING, CaseStatus.DECISION_DRAFTED, CaseStatus.DECISION_APPROVED)


class NotTheirTurn(Exception):
    """Somebody who waits longer, or comes first by the rules, fits this place too."""


class FourEyes(Exception):
    """Whoever proposes an exception does not approve it."""


@transaction.atomic
def enter(case: Case, *, by: User | None) -> WaitingEntry:
    """No free place: the person waits from the day of the request, for the chosen providers. Raises WrongStatus."""
    move(case, "put_on_waiting_list", by=by)
    defaults = {
        "service": case.service, "since": case.opened_at, "offers": _chosen(case), "ended_at": None, "ended_as": "",
        "told_at": timezone.now(),
    }  # fmt: skip
    entry, _new = WaitingEntry.objects.update_or_create(case=case, defaults=defaults)
    entry.case = case
    _rank([entry], waiting.rule_book(case.service_id, timezone.localdate()))
    turn = waiting.turn_of(entry)
    entry.told_from = waiting.band_of(turn, waiting.terms(timezone.localdate()).bands)[0]
    entry.save(update_fields=["told_from"])
    _note(entry, WhyMoved.ENTERED, by, to=turn)
    _stop([case.pk], timezone.localdate())
    needs.note(ShortfallKind.NO_PLACE, source=ShortfallSource.WAITING_LIST, case=case, by=by)
    tell(
        case,
        notices.WAITING,
        {**names(case.service), "number": case.number},
        by=by,
        key=f"{entry.uid}:{entry.moves.count()}",
    )
    return entry


def stand_still(today: date) -> int:
    """The terms of those who wait stand still from the day they entered the list, or that of the ground. How many; safe
    to run twice. What had ended by then has ended.
    """
    done = 0
    while cases := [case for case, _term, _since in _running(today)[:BATCH]]:
        done += _stop(cases, today)
    return done


def _running(today: date) -> QuerySet[Deadline, tuple[int, int, date]]:
    """(case, term, since when it is to stand still)."""
    ground = SuspensionGround.objects.in_force(today).filter(code=GROUND).first()
    stops, begins = (ground.stops, ground.valid_from) if ground else ([], today)
    held = Suspension.objects.filter(deadline=OuterRef("pk"), reason=GROUND, ended_on__isnull=True)
    terms = Deadline.objects.filter(~Exists(held), met_on__isnull=True, rule__code__in=stops)
    terms = terms.filter(case__status=CaseStatus.WAITING, case__waiting_entry__ended_at__isnull=True)
    moves = "case__waiting_entry__moves"
    entered = TruncDate(Max(f"{moves}__at", filter=Q(**{f"{moves}__why": WhyMoved.ENTERED})))
    since = Greatest(entered, Value(begins), output_field=DateField())
    rows = terms.annotate(entered=entered, since=since).filter(entered__isnull=False, since__lte=F("due_on"))
    return rows.values_list("case_id", "pk", "since")


@transaction.atomic
def _stop(cases: Sequence[int], today: date) -> int:
    """Under the lock of each case: whoever leaves the list at the same time goes on."""
    list(Case.objects.filter(pk__in=cases).locked().only("pk"))
    rows = _running(today).filter(case__in=cases)
    stops = [Suspension(deadline_id=term, reason=GROUND, started_on=since) for _case, term, since in rows]
    return len(Suspension.objects.bulk_create(stops))


def go_on(case: Case) -> None:
    """The case goes on without a place, or with one: so does its term, with the days that were left."""
    deadlines.resume(case, GROUND, timezone.localdate())


def _chosen(case: Case) -> list[int]:
    referral = case.referrals.order_by("-pk").first()
    wanted = referral.preferred_offers if referral else []
    return list(Offer.objects.filter(uid__in=wanted).order_by("pk").values_list("pk", flat=True))


def first_for(offer: Offer) -> Case | None:
    """The next one whom a place there may be offered; their case stays locked until the transaction ends.

    Whoever asks at the same time waits for the lock and then finds the one after. Asked before the offer is locked.
    """
    entries = WaitingEntry.objects.fitting(offer).select_for_update(of=("case",))
    entry = entries.select_related("case").first()
    return entry.case if entry is not None else None


def require_turn(case: Case, offer: Offer) -> None:
    """Raises NotTheirTurn when a place there is another one's: the list is not passed by hand."""
    others = WaitingEntry.objects.fitting(offer).exclude(case=case)
    if case.status == CaseStatus.PLACED:  # they have a place: whoever has none comes first
        if others.exists():
            raise NotTheirTurn
        return
    entry = WaitingEntry.objects.open().filter(case=case).first()
    rank = entry.rank if entry is not None else _rank_without_entry(case)
    if others.filter(rank__lt=rank).exists():
        raise NotTheirTurn


def _rank_without_entry(case: Case) -> str:
    book = waiting.rule_book(case.service_id, timezone.localdate())
    given = waiting.standing(waiting.facts_of([case])[case.pk], book, {})
    return waiting.rank_of(given, case.opened_at, case.number)


def offered(case: Case, *, by: User | None) -> None:
    """A place is held for the person: they wait no more."""
    _end(case, Ended.OFFERED, by)


def leave(case: Case, *, by: User | None) -> None:
    """The person asks no more."""
    _end(case, Ended.LEFT, by)


def decided(case: Case) -> None:
    """An answer was published: whoever has one does not wait for a place any more."""
    _end(case, Ended.OTHER, None)


@transaction.atomic
def _end(case: Case, how: Ended, by: User | None) -> None:
    entry = WaitingEntry.objects.open().select_for_update().filter(case=case).first()
    if entry is None:
        return
    turn = waiting.turn_of(entry)
    entry.ended_at, entry.ended_as = timezone.now(), how
    entry.save(update_fields=["ended_at", "ended_as"])
    go_on(case)
    _note(entry, WhyMoved(how), by, was=turn, old=entry.rank)


def facts_changed(case: Case) -> None:
    """A new assessment or a corrected answer: the worker ranks the person anew."""
    WaitingEntry.objects.open().filter(case=case).update(rules="")


@transaction.atomic
def propose(entry: WaitingEntry, code: str, *, is_given: bool, reason: str, by: User) -> WaitingException:
    """A rule is to be given to the person or taken from them, for this reason; the head decides."""
    exception = WaitingException(
        entry=entry, data_key=entry.case.data_key, code=code, is_given=is_given, reason=reason, asked_by=by
    )
    exception.save()
    audit.record("waiting_exception_asked", entry.case, by=by, rule=code, given=is_given)
    return exception


@transaction.atomic
def approve(exception: WaitingException, *, by: User) -> None:
    """The person is ranked anew at once. Raises FourEyes or WrongStatus."""
    _decide(exception, "approve", by)
    entry = exception.entry
    was, before = waiting.turn_of(entry), entry.rank
    _rank([entry], waiting.rule_book(entry.service_id, timezone.localdate()))
    _note(entry, WhyMoved.BY_HAND, by, was=was, old=before, to=waiting.turn_of(entry), exception=exception)


@transaction.atomic
def refuse(exception: WaitingException, *, by: User) -> None:
    _decide(exception, "refuse", by)


def _decide(exception: WaitingException, verb: str, by: User) -> None:
    if exception.asked_by_id == by.pk:
        raise FourEyes
    facts = {"case": str(exception.entry.case.uid), "rule": exception.code, "given": exception.is_given}
    move(exception, verb, by=by, public_facts=facts, decided_by=by, decided_at=timezone.now())


def rerank(today: date) -> int:
    """By the facts and rules of today, whoever was ranked by others. How many moved; safe to run twice."""
    services = list(WaitingEntry.objects.open().order_by("service").values_list("service", flat=True).distinct())
    moved = 0
    for service_id in services:
        book = waiting.rule_book(service_id, today)
        old = WaitingEntry.objects.open().filter(service=service_id).exclude(rules=book.mark)
        while batch := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            moved += _rerank(batch, service_id, book)
    return moved


@transaction.atomic
def _rerank(keys: Sequence[int], service_id: int, book: waiting.RuleBook) -> int:
    locked = WaitingEntry.objects.open().select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    entries = list(locked.select_related("case__request__application"))
    by_facts = {entry.pk for entry in entries if not entry.rules}
    is_new = {entry.pk for entry in entries if not entry.rank}
    before = _turns(service_id)
    changed = [(entry, old) for entry, old in _rank(entries, book) if old != entry.rank]
    after = _turns(service_id)
    bands = waiting.terms(timezone.localdate()).bands
    for entry in entries:
        if entry.told_from is None:  # nothing was told before: what is told later is told from here
            entry.told_from, entry.told_at = waiting.band_of(after.get(entry.pk), bands)[0], timezone.now()
    WaitingEntry.objects.bulk_update(entries, ["told_from", "told_at"])
    for entry, old in changed:
        why = WhyMoved.FACTS if entry.pk in by_facts else WhyMoved.RULES
        why = WhyMoved.ENTERED if entry.pk in is_new else why
        was = None if entry.pk in is_new else before.get(entry.pk)
        _note(entry, why, None, was=was, old=old, to=after.get(entry.pk))
    return len(changed)


def _turns(service_id: int) -> dict[int, int]:
    """Turn of the first CAP entries, by key."""
    keys = WaitingEntry.objects.open().filter(service=service_id).order_by("rank").values_list("pk", flat=True)
    return {key: number for number, key in enumerate(keys[: waiting.CAP], 1)}


def _rank(entries: Iterable[WaitingEntry], book: waiting.RuleBook) -> list[tuple[WaitingEntry, str]]:
    """Each entry with the rank that it had."""
    rows = list(entries)
    facts, by_hand = waiting.facts_of(entry.case for entry in rows), waiting.by_hand(rows)
    ranked, now = [], timezone.now()
    for entry in rows:
        given = waiting.standing(facts[entry.case_id], book, by_hand.get(entry.pk, {}))
        ranked.append((entry, entry.rank))
        entry.rank = waiting.rank_of(given, entry.since, entry.case.number)
        entry.applied, entry.rules = given.applied, book.mark
        if entry.rank != ranked[-1][1]:
            entry.moved_at = now
    WaitingEntry.objects.bulk_update(rows, ["rank", "applied", "rules", "moved_at"])
    return ranked


def _note(
    entry: WaitingEntry,
    why: WhyMoved,
    by: User | None,
    *,
    was: int | None = None,
    old: str = "",
    to: int | None = None,
    exception: WaitingException | None = None,
) -> None:
    is_over = entry.ended_at is not None
    WaitingMove.objects.create(
        entry=entry, why=why, from_rank=old, to_rank="" if is_over else entry.rank, from_turn=was, to_turn=to,
        exception=exception, **audit.who(by),
    )  # fmt: skip


def settle() -> int:
    """Whose case went on without a place waits no more. How many; safe to run twice."""
    gone = WaitingEntry.objects.open().exclude(case__status__in=STILL_WAITING).select_related("case")
    rows = list(gone)
    for entry in rows:
        _end(entry.case, Ended.OTHER, None)
    return len(rows)


# The turn is counted over everybody who waits, and only then is it asked who is to hear of it.
NEARER = """
    SELECT id, turn, told_from FROM (
        SELECT id, told_from, told_at, row_number() OVER (PARTITION BY service_id ORDER BY rank) AS turn
        FROM casework_waitingentry WHERE ended_at IS NULL AND rank <> ''
    ) AS listed
    WHERE turn < told_from AND turn <= %(last)s AND told_at <= %(due)s
    ORDER BY id
"""


def tell_turns(today: date) -> int:
    """Whoever came a band nearer hears of it, at most so often. How many; safe to run twice."""
    terms = waiting.terms(today)
    due = timezone.now() - timedelta(days=terms.tell_every)
    with connection.cursor() as cursor:
        cursor.execute(NEARER, {"last": terms.bands[-1], "due": due})
        rows = cursor.fetchall()
    return sum(_tell_turn(key, waiting.band_of(turn, terms.bands), told_from) for key, turn, told_from in rows)


@transaction.atomic
def _tell_turn(key: int, band: tuple[int, int | None], told_from: int) -> int:
    rows = WaitingEntry.objects.open().filter(pk=key, told_from=told_from)
    if not rows.update(told_from=band[0], told_at=timezone.now()):
        return 0
    entry = WaitingEntry.objects.get(pk=key)
    case = Case.objects.with_parts().get(pk=entry.case_id)
    context: dict[str, Any] = {**names(case.service), "number": case.number, "within": str(band[1])}
    tell(case, notices.WAITING_NEARER, context, by=None, key=f"{entry.uid}:{timezone.localdate()}")
    return 1
