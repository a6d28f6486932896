"""Figures for who works on cases and for the leadership: pages, prints and files of the same tables."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from applications.views.files import as_download
from casework import analysing
from casework.reports import figures, offers, topics, unmet
from casework.reports.asked import Asked, add_months, asked, first_month, months_between
from casework.reports.tables import Block, Cell, Table
from casework.reports.topics import Topic, period_in_words
from people.access import allows, permission_required
from people.http import Request
from people.roles import Permission
from services.exports import sheets
from services.models import Service

TOPICS: dict[str, Topic] = {
    "overview": (gettext_lazy("Requests and time"), topics.overview),
    "referrals": (gettext_lazy("Answers of providers"), offers.referrals),
    "places": (gettext_lazy("Places and waiting"), offers.places),
    "needs": (gettext_lazy("Unmet need"), unmet.needs),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@permission_required(Permission.SEE_FIGURES)
def page(request: Request, topic: str = "overview") -> HttpResponse:
    question, blocks = _answered(request, topic)
    context = {
        "topics": [(name, label) for name, (label, _make) in TOPICS.items()],
        "topic": topic,
        "title": TOPICS[topic][0],
        "blocks": blocks,
        "asked": question,
        "counted_at": figures.counted_at(),
        "period": period_in_words(question.first, question.last),
        "query": request.GET.urlencode(),
        "nav": "figures",
        "to_approve": analysing.to_approve() if allows(request.user, Permission.APPROVE_ANALYSIS) else [],
        **_choices(request, question),
    }
    return render(request, "casework/figures.html", context)


@require_safe
@permission_required(Permission.SEE_FIGURES)
def file(request: Request, topic: str, form: str) -> HttpResponse:
    """All tables of the page in one file, as they are shown there: what is hidden is hidden here too."""
    question, blocks = _answered(request, topic)
    tables = [block.table for block in blocks]
    name = f"{topic}-{question.first:%Y-%m}-{question.last:%Y-%m}.{form}"
    if form == "xlsx":
        book = sheets.workbook((table.name, _titled(question, table), _lines(table)) for table in tables)
        return as_download(book, XLSX, name)
    if form == "csv":
        lines = [line for table in tables for line in ([_titled(question, table)], *_lines(table), [])]
        return as_download(sheets.text_table(lines).encode(), "text/csv; charset=utf-8", name)
    raise Http404


def _answered(request: Request, topic: str) -> tuple[Asked, list[Block]]:
    if topic not in TOPICS:
        raise Http404
    question = asked(request.user, request.GET, timezone.localdate())
    return question, TOPICS[topic][1](question)


def _titled(question: Asked, table: Table) -> str:
    at = figures.counted_at()
    period = period_in_words(question.first, question.last)
    when = _("as of %(moment)s") % {"moment": date_format(at, "DATETIME_FORMAT")} if at else ""
    return f"{table.title} ({period}; {when})"


def _lines(table: Table) -> list[list[Any]]:
    plain = [table.header, *table.rows, *([table.sums] if table.sums else [])]
    return [[_plain(cell) for cell in row] for row in plain]


def _plain(cell: Cell) -> str | int:
    return cell if isinstance(cell, str | int) else "" if cell is None else str(cell)


def _choices(request: Request, question: Asked) -> dict[str, Any]:
    """What can be chosen in the form above the tables; the chosen values come from the address."""
    today = question.today.replace(day=1)
    first = first_month(request.user, question.today)
    if not question.sees_cases:
        return {"years": list(range(today.year, first.year - 1, -1)), "year": question.first.year}
    months = [(f"{month:%Y-%m}", date_format(month, "m.Y")) for month in reversed(months_between(first, today))]
    return {
        "months": months,
        "from": f"{question.first:%Y-%m}",
        "to": f"{question.last:%Y-%m}",
        "is_before": question.other_last == add_months(question.first, -1),
        "units": question.units if len(question.units) > 1 else [],
        "services": list(Service.objects.published().order_by("name_bg")),
    }
