"""Which document shows that somebody may apply for another: dated data, never a constant."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "proofs.yaml"


@dataclass(frozen=True)
class Proof:
    """A document type by its slug, and a sentence about it."""

    document: str
    note: str


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    return list(yaml.safe_load(DATA.read_text(encoding="utf-8"))["proofs"])


def proof_of(capacity: str, day: date) -> Proof | None:
    """None where the data names no document: any may be attached."""
    language = "en" if get_language() == "en" else "bg"
    for row in _rows():
        in_force = row["valid_from"] <= day and (row.get("valid_to") is None or day <= row["valid_to"])
        if row["capacity"] == capacity and in_force:
            return Proof(row["document"], row[f"note_{language}"])
    return None
