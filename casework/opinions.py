"""Opinions of other bodies on the case's page and in its thread."""

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.models import Opinion, OpinionStatus
from casework.parts import File, Part, Where
from casework.thread import MOST, Entry, Kind, Reading, Source
from people.roles import Permission
from records.statements import AnyGiven, Given

TONES = {
    OpinionStatus.ASKED: "attention",
    OpinionStatus.ANSWERED: "done",
    OpinionStatus.SILENT: "done",
    OpinionStatus.UNHEARD: "done",
    OpinionStatus.LATE: "error",
    OpinionStatus.WITHDRAWN: "plain",
}


def _rows() -> QuerySet[Opinion]:
    return Opinion.objects.filter(case=Given("case")).select_related("rule")[:10]


def _shown(file: File) -> list[tuple[Opinion, str]]:
    return [(row, TONES[OpinionStatus(row.status)]) for row in file.rows("opinions")]


def _told() -> QuerySet[Any, Any]:
    rows = Opinion.objects.filter(case=AnyGiven("cases"), asked_at__lte=Given("before")).order_by("-asked_at", "-pk")
    return rows.values_list("pk", "asked_at", "case_id", "body", "status", "due_on", "asked_by__name")[:MOST]


def _says(row: Any, reading: Reading) -> Entry:
    _pk, _at, _case, body, status, due_on, who = row
    title = _("Asked for an opinion: %(body)s") % {"body": body}
    until = _("answer by %(day)s") % {"day": date_format(due_on)}
    return Entry(title, until, who, str(OpinionStatus(status).label), TONES[OpinionStatus(status)])


PART = Part("opinions", Where.MAIN, _shown, {"opinions": _rows}, needs=Permission.WORK_ON_CASE)
SOURCE = Source("opinions", Kind.OPINION, _told, _says, is_public=False)
