"""Analyses that the law asks for: begun from the figures, written by one, approved by another, sealed (N2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from casework import analysing, notices
from casework.actions.decisions import SamePerson
from casework.models import Analysis, AnalysisRule, AnalysisStatus
from casework.reports import analyses, figures
from casework.reports.configuration import least_shown
from casework.telling import tell_officer
from people.models import Membership, User
from people.roles import Role
from records import audit, documents
from records.models import DataKey
from records.workflow import WrongStatus, move

KIND = "analysis"
WRITTEN = (AnalysisStatus.DRAFT, AnalysisStatus.SENT)
OVER = (AnalysisStatus.APPROVED, AnalysisStatus.REPLACED)


class NotCounted(Exception):
    """There are no figures yet."""


class SavedMeanwhile(Exception):
    """Somebody else saved a part since the page was opened; `analysis` is as it stands now."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__(analysis)
        self.analysis = analysis


@transaction.atomic
def begin(rule: AnalysisRule, year: int, *, by: User) -> Analysis:
    """The one that is being written, or a new version with what the last one said. Raises NotCounted."""
    AnalysisRule.objects.select_for_update().get(pk=rule.pk)
    rows = Analysis.objects.filter(kind=rule.kind, year=year)
    if standing := rows.filter(status__in=WRITTEN).first():
        return standing
    last = rows.order_by("-version").first()
    made = Analysis(
        kind=rule.kind, year=year, rule=rule, version=last.version + 1 if last else 1, made_by=by,
        texts=last.texts if last else {}, cells=last.cells if last else {}, **_figures(year),
    )  # fmt: skip
    made.data_key = DataKey.objects.create_for("analysis", made.uid)
    made.save()
    audit.record("analysis_begun", made, by=by, year=year, version=made.version)
    return made


def _figures(year: int) -> dict[str, Any]:
    counted_at = figures.counted_at()
    if counted_at is None:
        raise NotCounted
    least = least_shown(timezone.localdate())
    with override("bg"):
        return {"counted_at": counted_at, "least": least, "figures": analyses.frozen(year, least)}


def remind(today: date) -> int:
    """To every head once at each of the rule's days; after a gap the nearest one alone. How many were told."""
    told = 0
    for due in analysing.due(analysing.rules(today), today):
        passed = [days for days in due.rule.remind_days if due.days <= days]
        stage = "late" if due.is_late else str(min(passed))
        context = {
            "title_bg": due.rule.title_bg, "title_en": due.rule.title_en, "year": due.year, "days": due.days,
            "due_on": f"{due.on:%d.%m.%Y}",
        }  # fmt: skip
        for membership in _heads(today):
            key = f"analysis:{due.rule.kind}:{due.year}:{stage}:{membership.user.uid}"
            unit = membership.organisation
            tell_officer(membership.user, notices.ANALYSIS_DUE, context, about=unit, by=None, key=key)
            told += 1
    return told


def _heads(today: date) -> list[Membership]:
    """One membership of each head."""
    held = Membership.objects.filter(role=Role.HEAD, user__is_active=True, valid_from__lte=today)
    rows = held.exclude(valid_to__lt=today).select_related("user", "organisation").order_by("user", "pk")
    return list({row.user_id: row for row in rows}.values())


@transaction.atomic
def take_anew(analysis: Analysis, *, by: User) -> None:
    """The figures of now in a draft. What was written and filled in stays. Raises WrongStatus."""
    _draft(analysis)
    Analysis.objects.filter(pk=analysis.pk).update(**_figures(analysis.year))
    audit.record("analysis_figures_taken", analysis, by=by)


@transaction.atomic
def save(
    analysis: Analysis, section: str, text: str, cells: Mapping[str, Mapping[str, str]], *, seen: str, by: User
) -> None:
    """One section of a draft; `seen` is the mark of what the writer saw of it. Raises SavedMeanwhile."""
    row = _draft(analysis)
    if analyses.mark(row, section) != seen:
        raise SavedMeanwhile(row)
    written = {"texts": {**row.texts, section: text}, "cells": {**row.cells, section: cells}}
    Analysis.objects.filter(pk=row.pk).update(**written, saved_at=timezone.now())
    audit.record("analysis_written", row, by=by, section=section)


def _draft(analysis: Analysis) -> Analysis:
    row = Analysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
    if row.status != AnalysisStatus.DRAFT:
        raise WrongStatus("save", row.status)
    return row


def send(analysis: Analysis, *, by: User) -> None:
    move(analysis, "send", by=by, sent_by=by, sent_at=timezone.now(), remark="")


def give_back(analysis: Analysis, remark: str, *, by: User) -> None:
    move(analysis, "return", by=by, remark=remark)


@transaction.atomic
def approve(analysis: Analysis, *, by: User) -> None:
    """By somebody who has neither begun nor sent it; the version before it is replaced. Raises SamePerson."""
    if by.pk in (analysis.made_by_id, analysis.sent_by_id):
        raise SamePerson
    former = Analysis.objects.filter(kind=analysis.kind, year=analysis.year, status=AnalysisStatus.APPROVED)
    for row in former.select_for_update(of=("self",)):
        move(row, "replace", by=by)
    now, uid = timezone.now(), uuid4()
    move(analysis, "approve", by=by, approved_by=by, approved_at=now, document_uid=uid)
    with override("bg"):
        context = analyses.paper(analysis)
    documents.request(
        KIND, subject=analysis, data_key=analysis.data_key, template="pdf/analysis.html", context=context,
        title=analysis.rule.title_bg, number=f"{analysis.year}/{analysis.version}",
        issued_on=timezone.localdate(now), seal=True, language="bg", by=by, uid=uid,
    )  # fmt: skip
