"""Counts every figure of the reports anew, one statement a measure, so that no figure drifts from its rows."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from casework.models import Figure, FiguresMade
from services import version

LOCK = 8_037_044  # one counter at a time, whatever machine it runs on
COLUMNS = (
    "month", "unit_id", "service_id", "need_id", "settlement_id", "target_group_id", "offer_id", "age_group", "code",
    "reason", "days",
)  # fmt: skip
NOTHING = {
    "unit_id": "NULL::bigint", "service_id": "NULL::bigint", "need_id": "NULL::bigint",
    "settlement_id": "NULL::bigint", "target_group_id": "NULL::bigint", "offer_id": "NULL::bigint",
    "age_group": "''", "code": "''", "reason": "''", "days": "0",
}  # fmt: skip


def _local(moment: str) -> str:
    return f"({moment} AT TIME ZONE %(zone)s)::date"


def _month(moment: str) -> str:
    return f"date_trunc('month', {moment} AT TIME ZONE %(zone)s)::date"


def _age(moment: str) -> str:
    """As `casework.models.need.age_group_of`: by the age reached in the year."""
    return _age_in(f"extract(year FROM {moment} AT TIME ZONE %(zone)s)")


def _age_in(year: str) -> str:
    age = f"{year} - p.birth_year"
    return (
        f"CASE WHEN p.birth_year IS NULL THEN 'unknown' WHEN {age} < 18 THEN 'child' "
        f"WHEN {age} < 65 THEN 'adult' ELSE 'old' END"
    )


_PERSON = "JOIN people_person p ON p.id = c.beneficiary_id"
# When the municipality was done with it: passed on, decided or closed; what is open again is not.
_END = "CASE WHEN c.status = 'withdrawn' THEN c.closed_at ELSE coalesce(c.forwarded_at, c.decided_at, c.closed_at) END"
_ENDED = f"""(SELECT c.*, {_END} AS ended_at, CASE WHEN c.status = 'withdrawn' THEN 'withdrawn'
    WHEN c.forwarded_at IS NOT NULL THEN 'forwarded' ELSE coalesce(d.outcome, 'closed') END AS outcome
    FROM casework_case c LEFT JOIN LATERAL (SELECT outcome FROM casework_decision WHERE case_id = c.id
        AND status NOT IN ('draft', 'approved', 'revoked') AND outcome IN ('approval', 'refusal', 'termination')
        ORDER BY id DESC LIMIT 1) d ON true
    WHERE NOT c.is_open)"""  # noqa: S608 - the words of this file
_OF_CASE = {"unit_id": "c.unit_id", "service_id": "c.service_id"}
_NOW = _month("%(now)s::timestamptz")
# measure: (columns that are not empty, where from, what is counted)
MEASURES: dict[str, tuple[dict[str, str], str, str]] = {
    "opened": (
        {
            **_OF_CASE, "month": _month("c.opened_at"), "settlement_id": "c.settlement_id",
            "age_group": _age("c.opened_at"), "code": "a.origin",
        },
        f"""casework_case c {_PERSON} JOIN applications_servicerequest r ON r.id = c.request_id
        JOIN applications_application a ON a.id = r.application_id""",
        "count(*)",
    ),
    "ended": (
        {
            **_OF_CASE, "month": _month("c.ended_at"), "settlement_id": "c.settlement_id",
            "age_group": _age("c.ended_at"), "code": "c.outcome",
        },
        f"{_ENDED} c {_PERSON} WHERE c.ended_at IS NOT NULL",
        "count(*)",
    ),
    "took": (
        {
            **_OF_CASE, "month": _month("c.ended_at"), "code": "c.outcome",
            "days": f"{_local('c.ended_at')} - {_local('c.opened_at')}",
        },
        f"{_ENDED} c WHERE c.ended_at IS NOT NULL AND c.outcome NOT IN ('withdrawn', 'forwarded')",
        "count(*)",
    ),
    "open": (
        {
            **_OF_CASE, "month": _NOW, "code": "c.status", "days": f"{_local('%(now)s')} - {_local('c.opened_at')}",
            "reason": f"""CASE WHEN c.due_on < {_local('%(now)s')} AND c.status <> 'awaiting_citizen'
                THEN 'late' ELSE '' END""",
        },
        "casework_case c WHERE c.is_open",
        "count(*)",
    ),
    "answered": (
        {
            **_OF_CASE, "month": _month("h.answered"), "offer_id": "h.offer_id", "reason": "coalesce(w.code, '')",
            # What the person did with it afterwards is no answer of the provider.
            "code": """CASE WHEN h.status = 'declined' THEN 'declined'
                WHEN h.answered_at IS NOT NULL THEN 'accepted' ELSE h.status END""",
            "days": f"{_local('h.answered')} - {_local('h.held_at')}",
        },
        """(SELECT h.*, coalesce(h.answered_at, h.held_until::timestamp AT TIME ZONE %(zone)s) AS answered
            FROM casework_placehold h WHERE h.status <> 'held') h
        JOIN casework_case c ON c.id = h.case_id LEFT JOIN casework_reason w ON w.id = h.reason_id""",
        "count(*)",
    ),
    "places": (
        {"month": _NOW, "service_id": "o.service_id", "offer_id": "o.id", "code": "o.code"},
        """(SELECT o.id, o.service_id, 'all' AS code, o.capacity AS places FROM services_offer o
            UNION ALL SELECT o.id, o.service_id, 'given', count(*) FROM services_offer o
            JOIN casework_placehold h ON h.offer_id = o.id AND h.status IN ('held', 'accepted', 'taken')
            GROUP BY o.id) o""",
        "sum(o.places)",
    ),
    "waiting": (
        {
            "month": _NOW, "unit_id": "c.unit_id", "service_id": "w.service_id", "settlement_id": "c.settlement_id",
            "age_group": _age("%(now)s::timestamptz"), "days": f"{_local('%(now)s')} - {_local('w.since')}",
        },
        f"""casework_waitingentry w JOIN casework_case c ON c.id = w.case_id {_PERSON} WHERE w.ended_at IS NULL""",
        "count(*)",
    ),
    "waited": (
        {
            "month": _month("w.ended_at"), "unit_id": "c.unit_id", "service_id": "w.service_id",
            "code": """CASE WHEN EXISTS (SELECT FROM casework_placement l WHERE l.case_id = c.id)
                THEN 'placed' ELSE 'left' END""",
            "days": f"{_local('w.ended_at')} - {_local('w.since')}",
        },
        "casework_waitingentry w JOIN casework_case c ON c.id = w.case_id WHERE w.ended_at IS NOT NULL",
        "count(*)",
    ),
    # Once in each year that a place of the case touches, however often it was changed; the month is the year's first.
    "used": (
        {
            **_OF_CASE, "month": "make_date(u.year, 1, 1)", "settlement_id": "c.settlement_id",
            "age_group": _age_in("u.year"),
        },
        f"""(SELECT DISTINCT l.case_id, y.year FROM casework_placement l CROSS JOIN LATERAL generate_series(
                extract(year FROM l.starts_on)::int,
                extract(year FROM coalesce(l.ends_on, {_local("%(now)s")}))::int) AS y(year)
            WHERE l.starts_on <= {_local("%(now)s")}) u
        JOIN casework_case c ON c.id = u.case_id {_PERSON}""",  # noqa: S608 - the words of this file
        "count(*)",
    ),
    "appealed": (
        {
            "month": "date_trunc('month', l.lodged_on)::date", **_OF_CASE,
            "code": "CASE WHEN l.status = 'withdrawn' THEN 'withdrawn' ELSE coalesce(nullif(l.ruling, ''), 'open') END",
        },
        """casework_appeal l JOIN casework_decision d ON d.id = l.decision_id
        JOIN casework_case c ON c.id = d.case_id""",
        "count(*)",
    ),
    # A case is one need: of the month in which it was told first, as what it was told last. A search that found nothing
    # has no unit.
    "unmet": (
        {
            "month": _month("s.told_at"), **{key: f"s.{key}" for key in (
                "unit_id", "service_id", "need_id", "settlement_id", "target_group_id", "age_group", "code", "reason",
            )},
        },
        """(SELECT DISTINCT ON (coalesce(s.case_uid, s.uid))
                min(s.at) OVER (PARTITION BY coalesce(s.case_uid, s.uid)) AS told_at, s.unit_id, s.service_id,
                s.need_id, s.settlement_id, s.target_group_id, s.age_group, s.kind AS code,
                coalesce(w.code, '') AS reason
            FROM casework_shortfall s LEFT JOIN casework_reason w ON w.id = s.reason_id
            ORDER BY coalesce(s.case_uid, s.uid), s.id DESC) s""",
        "count(*)",
    ),
    "unmet:search": (
        {
            "month": _month("s.created_at"), "service_id": "s.service_id", "settlement_id": "s.settlement_id",
            "target_group_id": "s.target_group_id", "age_group": "'unknown'", "code": "s.kind",
        },
        "services_unmetneed s",
        "count(*)",
    ),
}  # fmt: skip


def statement(measure: str) -> str:
    """Nothing that is put into it comes from outside: the zone and the moment are parameters."""
    columns, source, counted = MEASURES[measure]
    chosen = {**NOTHING, **columns}
    expressions = ", ".join(chosen[name] for name in COLUMNS)
    keys = ", ".join(str(number) for number in range(1, len(COLUMNS) + 1))
    counts = f"SELECT {expressions}, {counted} FROM {source} GROUP BY {keys}"  # noqa: S608 - the words of this file
    return (
        f"INSERT INTO casework_figure (measure, {', '.join(COLUMNS)}, count) "  # noqa: S608 - as above
        f"SELECT '{measure.partition(':')[0]}', counted.* FROM ({counts}) AS counted"
    )


def count(now: datetime) -> bool:
    """Counts all, in one transaction: readers see the old figures or the new. False when another one is at it."""
    begun = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        Figure.objects.all().delete()
        for measure in MEASURES:
            cursor.execute(statement(measure), {"zone": settings.TIME_ZONE, "now": now})
        made = {"counted_at": now, "seconds": time.monotonic() - begun}
        FiguresMade.objects.update_or_create(pk=1, defaults=made)
        version.bump()
    return True


def counted_at() -> datetime | None:
    """The moment whose rows the figures tell of, in local time."""
    moment = FiguresMade.objects.values_list("counted_at", flat=True).first()
    return timezone.localtime(moment) if moment else None
