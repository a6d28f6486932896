"""Loads rules, reasons, templates and routing: idempotent, keyed by code and first day in force."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from casework import placeholders
from casework.models import (
    AnalysisRule,
    AppealRoute,
    CodedWord,
    ContractTemplate,
    DeadlineRule,
    DecisionTemplate,
    DeliveryStep,
    KnownNeed,
    OpinionRule,
    PublishingRule,
    Reason,
    RoutingRule,
    SuggestionRule,
    SuspensionGround,
    UsePart,
    WaitingRule,
    WaitingTerms,
    WorkRule,
)
from people.models import Organisation, Settlement
from records.models import NotificationRule, QuietHours
from services.models import Service

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    rules = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))
    for row in rules["deadlines"]:
        of_service = {"service": _service(row["service"]) if "service" in row else None}
        _upsert(DeadlineRule, {**row, **of_service}, "code", "service", "valid_from")
    for row in rules["suspensions"]:
        _upsert(SuspensionGround, row, "code", "valid_from")
    for row in rules["opinions"]:
        body = Organisation.objects.get(slug=row["body"]) if "body" in row else None
        row = {key: row[key] for key in row if key != "body"}
        _upsert(OpinionRule, {**row, "organisation": body}, "organisation", "valid_from")
    for row in rules["parts"]:
        _upsert(UsePart, {**row, "service": _service(row["service"])}, "service", "code", "valid_from")
    for row in rules["notifications"]:
        _upsert(NotificationRule, row, "method", "valid_from")
    for row in rules["reasons"]:
        _upsert(Reason, row, "code")
    for row in rules["appeal_routes"]:
        _upsert(AppealRoute, row, "issuer", "valid_from")
    for row in rules["delivery_steps"]:
        _upsert(DeliveryStep, row, "rung", "valid_from")
    for row in rules["routing"]:
        RoutingRule.objects.update_or_create(
            settlement=Settlement.objects.get(ekatte=row["settlement"]),
            service=None,
            made_by=None,
            defaults={"unit": Organisation.objects.get(slug=row["unit"])},
        )
    for row in rules["quiet_hours"]:
        _upsert(QuietHours, row, "valid_from")
    _load_reports()
    _load_waiting(yaml.safe_load((DATA / "waiting.yaml").read_text(encoding="utf-8")))
    templates = yaml.safe_load((DATA / "decision_templates.yaml").read_text(encoding="utf-8"))
    for row in templates["templates"]:
        for part in ("body_bg", "appeal_bg", "execution_bg", "signatory_bg"):
            placeholders.check(row[part])
        shared = {key: value for key, value in row.items() if key != "acts"}
        for act in row.get("acts") or [row["act"]]:
            whole = {**shared, "act": act, "service": None, "is_used": True}
            _upsert(DecisionTemplate, whole, "act", "outcome", "service", "is_used", "valid_from")
    _load_assessing()
    contracts = yaml.safe_load((DATA / "contract_templates.yaml").read_text(encoding="utf-8"))
    for row in contracts["templates"]:
        _upsert(ContractTemplate, row, "valid_from")


def _load_assessing() -> None:
    rows = yaml.safe_load((DATA / "assessing.yaml").read_text(encoding="utf-8"))
    for row in rows["words"]:
        _upsert(CodedWord, row, "list", "code", "valid_from")
    for row in rows["rules"]:
        unit = Organisation.objects.get(slug=row["unit"]) if "unit" in row else None
        _upsert(WorkRule, {**row, "unit": unit}, "code", "unit", "valid_from")
    for row in rows["deadlines"]:
        _upsert(DeadlineRule, {**row, "service": None}, "code", "service", "valid_from")
    for row in rows["known"]:
        _upsert(KnownNeed, row, "question", "value", "domain", "valid_from")
    for row in rows["suggestions"]:
        _upsert(SuggestionRule, {**row, "service": _service(row["service"])}, "domain", "service", "valid_from")


def _load_reports() -> None:
    reports = yaml.safe_load((DATA / "reports.yaml").read_text(encoding="utf-8"))
    for row in reports["publishing"]:
        _upsert(PublishingRule, row, "valid_from")
    for row in reports["analyses"]:
        _upsert(AnalysisRule, row, "kind", "valid_from")


def _load_waiting(rows: dict[str, Any]) -> None:
    for row in rows["deadlines"]:
        _upsert(DeadlineRule, {**row, "service": None}, "code", "service", "valid_from")
    for row in rows["endings"]:
        _upsert(Reason, row, "code")
    for row in rows["terms"]:
        _upsert(WaitingTerms, row, "valid_from")
    for row in rows["rules"]:
        of_service = {"service": _service(row["service"]) if "service" in row else None}
        _upsert(WaitingRule, {**row, **of_service}, "service", "code", "valid_from")


def _service(slug: str) -> Service:
    return Service.objects.get(slug=slug)


def _upsert(model: Any, row: dict[str, Any], *keys: str) -> None:
    lookup = {key: row[key] for key in keys}
    model.objects.update_or_create(**lookup, defaults={key: row[key] for key in row if key not in keys})
