"""The national list of settlements (ЕКАТТЕ): its control digit and its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from people.names import transliterate

# A record that tells the version of the list, not a settlement.
SERVICE_RECORD = "00000"
TOWN, VILLAGE, MONASTERY = "гр.", "с.", "ман."
KINDS = {
    "1": TOWN, "3": VILLAGE, "7": MONASTERY, "гр.": TOWN, "с.": VILLAGE, "ман.": MONASTERY,
}  # fmt: skip
# Headers of the National Statistical Institute's own file and of the list with postal codes and coordinates.
HEADERS = {
    "kind": ("t_v_m", "kind"),
    "municipality_bg": ("obshtina_name", "municipality", "obshtina"),
    "region_bg": ("oblast_name", "province", "oblast"),
    "post_code": ("postal code", "post_code"),
}
NEEDED = ("ekatte", "name")
PLACES = Decimal("0.000001")


def control_digit(code: str) -> int:
    """Of the first four digits: Σ i·d mod 11; a ten is counted again with the weights two higher, then it is 0."""
    for first in (1, 3):
        rest = sum(weight * int(digit) for weight, digit in enumerate(code[:4], first)) % 11
        if rest < 10:
            return rest
    return 0


def is_ekatte(code: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{5}", code)) and int(code[4]) == control_digit(code)


@dataclass(frozen=True)
class Refused:
    line: int
    reason: str


@dataclass(frozen=True)
class Row:
    """`facts` are columns of Settlement, without those that the file does not have."""

    ekatte: str
    facts: dict[str, Any]


def read(content: bytes) -> Iterator[Row | Refused]:
    """Row by row. Raises ValueError for a file that is not such a list at all."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
    headers = [name.strip().casefold() for name in reader.fieldnames or []]
    if not set(NEEDED) <= set(headers):
        raise ValueError(_("The first line must name the columns, “ekatte” and “name” among them."))
    reader.fieldnames = headers
    seen: set[str] = set()
    for values in reader:
        row = {name: (value or "").strip() for name, value in values.items() if isinstance(name, str)}
        code = row["ekatte"]
        if code == SERVICE_RECORD:
            continue
        reason = _why_not(row, seen)
        seen.add(code)
        yield Refused(reader.line_num, reason) if reason else Row(code, _facts(row))


def _why_not(row: dict[str, str], seen: set[str]) -> str:
    code = row["ekatte"]
    if not re.fullmatch(r"[0-9]{5}", code):
        return _("“%(code)s” is not five digits.") % {"code": code}
    if not is_ekatte(code):
        return _("%(code)s has a wrong control digit: it should end in %(digit)s.") % {
            "code": code,
            "digit": control_digit(code),
        }
    if code in seen:
        return _("%(code)s stands twice.") % {"code": code}
    if not row["name"] or len(row["name"]) > 80:
        return _("%(code)s has no right name.") % {"code": code}
    return ""


def _facts(row: dict[str, str]) -> dict[str, Any]:
    kind, name = _kind_and_name(row)
    facts: dict[str, Any] = {"kind": kind, "name_bg": name, "name_en": transliterate(name)}
    for column in ("municipality_bg", "region_bg"):
        value = next((row[header] for header in HEADERS[column] if row.get(header)), "")
        if value:
            facts[column] = value[:80]
    code = re.search(r"[0-9]{4}", next((row[header] for header in HEADERS["post_code"] if row.get(header)), ""))
    return facts | ({"post_code": code[0]} if code else {}) | _coordinates(row.get("geo", ""))


def _kind_and_name(row: dict[str, str]) -> tuple[str, str]:
    """„ман. Рилски манастир“ says its kind in its name."""
    name = row["name"]
    for kind in (TOWN, VILLAGE, MONASTERY):
        if name.startswith(f"{kind} "):
            return kind, name.removeprefix(f"{kind} ")
    if "village" in row:
        return (VILLAGE if row["village"] == "1" else TOWN), name
    value = next((row[header] for header in HEADERS["kind"] if row.get(header)), "")
    return KINDS.get(value, VILLAGE), name


def _coordinates(text: str) -> dict[str, Decimal]:
    """„longitude,latitude“."""
    try:
        longitude, latitude = (Decimal(part).quantize(PLACES) for part in text.split(","))
    except (InvalidOperation, ValueError):
        return {}
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return {"latitude": latitude, "longitude": longitude} if is_on_earth else {}
