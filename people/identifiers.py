"""ЕГН and ЛНЧ: checksums by python-stdnum, facts read out of a valid number."""

from dataclasses import dataclass
from datetime import date

from stdnum.bg import egn, pnf
from stdnum.exceptions import ValidationError


@dataclass(frozen=True)
class EgnFacts:
    born_on: date
    sex: str


def clean(number: str) -> str:
    return "".join(number.split()).replace("-", "")


def is_egn(number: str, today: date) -> bool:
    """Ten digits, right checksum, a birth date that exists and is not in the future."""
    try:
        egn.validate(number)
    except ValidationError:
        return False
    return egn.get_birth_date(number) <= today


def is_lnch(number: str) -> bool:
    return bool(pnf.is_valid(number))


def egn_facts(number: str) -> EgnFacts:
    """Birth date and sex (ninth digit even: male, odd: female) of a valid ЕГН."""
    return EgnFacts(egn.get_birth_date(number), "m" if int(number[8]) % 2 == 0 else "f")
