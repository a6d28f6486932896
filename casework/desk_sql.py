"""The statements of the officer's lists: each composed once, each reading its first rows from an index.

Nothing that is put into them comes from outside; what was asked for goes in as values.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from casework.wanted import TABS

# What each tab holds, as (whose cases, condition) by the index that serves it; `desk.tab_condition` says the same to
# the ORM, for the search, and a test compares the two.
OF_UNIT, OF_OFFICER = "unit", "officer"
PAGE, CAP = 40, 1000
TO_APPROVE = (
    "%(approves)s AND status = 'decision_drafted' AND NOT EXISTS (SELECT FROM casework_decision AS draft "
    "WHERE draft.case_id = casework_case.id AND draft.status = 'draft' AND draft.drafted_by_id = %(me)s)"
)
# A draft about an act that stands waits as a first one does; the case itself is over by then.
ACT_TO_APPROVE = TO_APPROVE.replace("status = 'decision_drafted'", "act_waits <> '' AND act_waits = 'approve'")
ACT_OF_OFFICER = "NOT is_open AND act_waits <> '' AND act_waits IN ('redraft', 'appeal', 'returned')"
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "late": ((OF_UNIT, "is_open AND due_on < %(today)s AND status <> 'awaiting_citizen'"),),
    "soon": (
        (
            OF_UNIT,
            "is_open AND due_on BETWEEN %(today)s AND %(soon)s AND status NOT IN ('awaiting_citizen', 'waiting')",
        ),
    ),
    "mine": (
        (OF_OFFICER, "status IN ('new', 'in_progress', 'assessed', 'referred', 'place_confirmed')"),
        (OF_UNIT, TO_APPROVE),
        (OF_UNIT, ACT_TO_APPROVE),
        (OF_OFFICER, ACT_OF_OFFICER),
    ),
    "new": ((OF_UNIT, "status = 'new'"),),
    # Also of cases that are over: people write about the help that they use.
    "wrote": ((OF_UNIT, "wrote_at IS NOT NULL"),),
    "acts": ((OF_UNIT, "act_waits <> ''"),),
    "all": ((OF_UNIT, "is_open"),),
}
SCOPES = {
    OF_UNIT: "unit_id = ANY(%(units)s)",
    OF_OFFICER: "assignee_id = ANY(%(officers)s) AND unit_id = ANY(%(units)s)",
}
_RUNS = """EXISTS (
        SELECT FROM casework_deadline AS term JOIN casework_deadlinerule AS rule ON rule.id = term.rule_id
        WHERE term.case_id = casework_case.id AND term.met_on IS NULL AND rule.code = '{code}')"""
NARROWED = {
    # Said twice, so that also a prepared statement may read the indexes of what runs or of what is over.
    "status_open": "is_open AND status = %(status)s",
    "status_over": "NOT is_open AND status = %(status)s",
    "service": "service_id = %(service)s",
    "settlement": "settlement_id = %(settlement)s",
    "officer": "assignee_id = %(officer)s",
    "free": "assignee_id IS NULL",
    "until": "due_on <= %(until)s",
    # A case whose stage is none of its status is in the first one of it (casework/stages.py).
    "stage": """service_id = (SELECT service_id FROM services_stage WHERE id = %(stage)s) AND EXISTS (
        SELECT FROM services_stage AS named WHERE named.id = %(stage)s AND named.status = casework_case.status AND (
            named.slug = casework_case.stage OR NOT EXISTS (
                SELECT FROM services_stage AS other WHERE other.service_id = named.service_id
                AND other.status = named.status
                AND (other.slug = casework_case.stage OR other.position < named.position))))""",
    "clock_stopped": """EXISTS (
        SELECT FROM casework_deadline AS term JOIN casework_suspension AS still ON still.deadline_id = term.id
        WHERE term.case_id = casework_case.id AND still.ended_on IS NULL)""",
    "clock_hold": _RUNS.format(code="hold"),
    "clock_opinion": _RUNS.format(code="opinion"),
}
ORDERS = {"due": "due_on", "came": "opened_at"}
# Lists of units and officers may name one twice (`as_unknown`), so they choose rows and are none themselves.
# Each unit gives its first rows in the order of its index: sorting all its open cases would cost more with every one.
FIRST = {
    OF_UNIT: """SELECT first.* FROM people_organisation AS unit, LATERAL (
        SELECT * FROM casework_case WHERE unit_id = unit.id AND {condition}
        ORDER BY {order} LIMIT {limit}) AS first WHERE unit.id = ANY(%(units)s)""",
    OF_OFFICER: """SELECT first.* FROM people_user AS officer, LATERAL (
        SELECT * FROM casework_case WHERE assignee_id = officer.id AND unit_id = ANY(%(units)s) AND {condition}
        ORDER BY {order} LIMIT {limit}) AS first WHERE officer.id = ANY(%(officers)s)""",
}
# Names are joined to the lines that are shown, and to no other.
LIST = """
    SELECT line.due_on, line.id, line.uid, line.number, line.status,
        service.name_{language}, service.referral_by, service.decision_act,
        person.uid, person.given_name, person.family_name, place.kind, place.name_{language},
        line.opened_at, line.assignee_id, officer.name, line.act_waits, line.act_due_on
    FROM (SELECT * FROM ({first}) AS found ORDER BY {order} LIMIT {limit}) AS line
    JOIN services_service AS service ON service.id = line.service_id
    JOIN people_person AS person ON person.id = line.beneficiary_id
    LEFT JOIN people_settlement AS place ON place.id = line.settlement_id
    LEFT JOIN people_user AS officer ON officer.id = line.assignee_id
    ORDER BY {lines}
"""
UIDS = "SELECT uid FROM ({first}) AS found ORDER BY {order} LIMIT {limit}"
COUNT = "(SELECT count(*) FROM (SELECT FROM casework_case WHERE {scope} AND {condition} LIMIT {cap}) AS part)"


def parts_of(tab: str, narrowed: tuple[str, ...]) -> list[tuple[str, str]]:
    """Where a status is asked for, the list of all is the list of that status: of finished cases too."""
    more = [NARROWED[name] for name in narrowed]
    whole = tab == "all" and not {"status_open", "status_over"}.isdisjoint(narrowed)
    return [
        (scope, " AND ".join([*([] if whole else [condition]), *more])) for scope, condition in PARTS[tab]
    ]  # fmt: skip


def _order(sort: str, table: str = "") -> str:
    way = " DESC" if sort.startswith("-") else ""
    return f"{table}{ORDERS[sort.lstrip('-')]}{way}, {table}id{way}"


def _first(tab: str, narrowed: tuple[str, ...], sort: str, limit: object, *, is_after: bool) -> str:
    sign = "<" if sort.startswith("-") else ">"
    after = f" AND ({ORDERS[sort.lstrip('-')]}, id) {sign} (%(key)s, %(pk)s)" if is_after else ""
    order = _order(sort)
    return " UNION ALL ".join(
        FIRST[scope].format(condition=f"{condition}{after}", order=order, limit=limit)
        for scope, condition in parts_of(tab, narrowed)
    )


@cache
def list_statement(
    tab: str, language: str, *, is_after: bool, narrowed: tuple[str, ...] = (), sort: str = "due"
) -> str:
    # Said in the statement: of a number that is not known yet a plan expects a tenth of all rows.
    limit = PAGE + 1
    first = _first(tab, narrowed, sort, limit, is_after=is_after)
    return LIST.format(language=language, first=first, order=_order(sort), lines=_order(sort, "line."), limit=limit)


@cache
def uids_statement(tab: str, narrowed: tuple[str, ...], sort: str) -> str:
    limit = "%(limit)s"
    return UIDS.format(first=_first(tab, narrowed, sort, limit, is_after=False), order=_order(sort), limit=limit)


@cache
def counts_statement(tab: str, narrowed: tuple[str, ...]) -> str:
    """The number of each tab, whatever is narrowed, and that of the list itself at the end."""
    whole = [_count(PARTS[name]) for name in TABS if name != "all"]
    return "SELECT " + ", ".join([*whole, _count(parts_of(tab, narrowed))])


def _count(parts: Iterable[tuple[str, str]]) -> str:
    return " + ".join(COUNT.format(scope=SCOPES[scope], condition=condition, cap=CAP + 1) for scope, condition in parts)
