"""Numbers of the registers: gapless a register and year, whatever happens at once."""

from datetime import date

from django.db import connection
from django.utils import timezone

NEXT = """
    INSERT INTO records_registercounter (register, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (register, year) DO UPDATE SET last = records_registercounter.last + 1
    RETURNING last
"""


def take(register: str, year: int) -> int:
    """The next sequence number. Call it last in the transaction: it locks the register until commit."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [register, year])
        return int(cursor.fetchone()[0])


def next_number(register: str, on: date | None = None) -> str:
    on = on or timezone.localdate()
    return format_number(register, take(register, on.year), on)


def format_number(index: str, seq: int, on: date) -> str:
    return f"{index}-{on.year}-{seq:05d}"


def with_date(number: str | None, on: date) -> str:
    """`СУ-2026-00412/23.11.2026 г.` (domain.md D6)."""
    return f"{number}/{on:%d.%m.%Y} г." if number else ""
