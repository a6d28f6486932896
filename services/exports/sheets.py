"""The catalogue as one table: CSV and a workbook, a row a service, columns in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from services import fees
from services.exports import reading
from services.exports.cells import safe
from services.models import Offer

COLUMNS = (
    "id", "name_bg", "name_en", "summary_bg", "summary_en", "gets_bg", "gets_en", "eligibility_bg", "eligibility_en",
    "activity", "activity_bg", "activity_en", "target_groups", "target_groups_bg", "target_groups_en", "needs",
    "access", "referral_by", "decision_act", "online_application", "emergency", "fee_basis", "fee_bg", "fee_en",
    "fee_eur", "fee_per", "documents_bg", "documents_en", "legal_grounds_bg", "legal_grounds_en", "providers_bg",
    "providers_en", "sites_bg", "sites_en", "phones", "capacity", "capacity_unit", "free", "free_as_of", "days_p50",
    "days_p90", "valid_from", "valid_to", "reviewed_on", "egov_number", "page_bg", "page_en",
)  # fmt: skip
MOST = 32_000  # a cell of a workbook holds 32 767 signs
BOM = "\ufeff"
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no zones; equal catalogues are equal bytes

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_csv(files: Mapping[str, IO[bytes]]) -> None:
    text = io.TextIOWrapper(files["csv"], encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows():
        writer.writerow([_in_text(row[name]) for name in COLUMNS])
    text.detach()


def _in_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else safe(value)


def write_xlsx(files: Mapping[str, IO[bytes]]) -> None:
    with xlsxwriter.Workbook(files["xlsx"], _OPTIONS) as book:
        book.set_properties({"created": _MADE, "title": "services"})
        sheet = book.add_worksheet("services")
        sheet.freeze_panes(1, 2)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows(), start=1):
            for column, name in enumerate(COLUMNS):
                _write_cell(sheet, number, column, row[name])


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A small table of texts and numbers, safe to open in a spreadsheet."""
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_in_text(value) for value in row] for row in rows)
    return text.getvalue().encode()


def xlsx_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {**_OPTIONS, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write_cell(sheet, number, column, value)
    return whole.getvalue()


TABLES = {"csv": csv_table, "xlsx": xlsx_table}


def _write_cell(sheet: Any, number: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(number, column, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(number, column, float(value))
    elif value:
        sheet.write_string(number, column, safe(value)[:MOST])


def rows() -> Iterator[dict[str, Any]]:
    for service in reading.services():
        yield {**_facts(service), **_bilingual(service), **_offered(service)}


def _facts(service: Any) -> dict[str, Any]:
    took = getattr(service, "processing_time", None)
    tariff = fees.in_force_of(service.tariffs.all(), timezone.localdate())
    amount = tariff.amount if tariff else None
    return {
        "id": service.slug,
        "activity": service.law_group.slug,
        "target_groups": _listed(row.slug for row in service.target_groups.all()),
        "needs": _listed(row.slug for row in service.needs.all()),
        "access": service.access,
        "referral_by": service.referral_by,
        "decision_act": service.decision_act,
        "online_application": service.can_apply_online,
        "emergency": service.emergency,
        "fee_basis": service.fee_basis,
        "fee_eur": amount,
        "fee_per": tariff.per if tariff and amount is not None else "",
        "days_p50": took.p50 if took else None,
        "days_p90": took.p90 if took else None,
        "valid_from": _day(service.valid_from),
        "valid_to": _day(service.valid_to),
        "reviewed_on": _day(service.reviewed_on),
        "egov_number": service.egov_number,
    }


def _bilingual(service: Any) -> dict[str, str]:
    found = {}
    for code in reading.LANGUAGES:
        for name in ("name", "summary", "gets", "eligibility"):
            found[f"{name}_{code}"] = getattr(service, f"{name}_{code}")
        found[f"activity_{code}"] = getattr(service.law_group, f"name_{code}")
        found[f"target_groups_{code}"] = _listed(getattr(row, f"name_{code}") for row in service.target_groups.all())
        found[f"fee_{code}"] = getattr(service, f"fee_note_{code}")
        found[f"documents_{code}"] = _listed(
            getattr(row.document_type, f"name_{code}") for row in service.documents.all()
        )
        found[f"legal_grounds_{code}"] = _listed(getattr(row, f"name_{code}") for row in service.legal_grounds.all())
        found[f"page_{code}"] = reading.page_of(service, code)
    return found


def _offered(service: Any) -> dict[str, Any]:
    """How much is offered is added up where every offer counts in the same unit."""
    offers: list[Offer] = [] if service.is_protected else service.open_offers
    units = {offer.capacity_unit for offer in offers}
    snapshots = [offer.snapshot for offer in offers if hasattr(offer, "snapshot")]
    found: dict[str, Any] = {
        "phones": _listed(offer.provider.phone for offer in offers),
        "capacity": sum(offer.capacity for offer in offers) if len(units) == 1 else None,
        "capacity_unit": _listed(sorted(units)),
        "free": sum(snapshot.free for snapshot in snapshots) if snapshots and len(units) == 1 else None,
        "free_as_of": min(snapshot.taken_at for snapshot in snapshots).isoformat() if snapshots else "",
    }
    for code in reading.LANGUAGES:
        found[f"providers_{code}"] = _listed(getattr(offer.provider, f"name_{code}") for offer in offers)
        found[f"sites_{code}"] = _listed(_place(offer, code) for offer in offers)
    return found


def _place(offer: Offer, code: str) -> str:
    """What the name of the site says already is not said again."""
    site = str(getattr(offer, f"site_{code}"))
    address = getattr(offer.place, f"address_{code}") if offer.place else ""
    return ", ".join([site, *(part for part in (getattr(offer.settlement, f"name_{code}"), address)
                              if part and part not in site)])  # fmt: skip


def _listed(texts: Any) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _day(value: Any) -> str:
    return value.isoformat() if value else ""
