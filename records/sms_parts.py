"""How many parts a text message takes: 7-bit letters of GSM 03.38, or 16-bit ones as soon as one is not among them.

Cyrillic is not: a Bulgarian message has 70 signs in one part, 67 in each of several (3GPP TS 23.038 and 23.040).
"""

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes two places: an escape and a letter, which are not parted.
EXTENDED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True)
class Size:
    """`units` are septets (GSM-7) or 16-bit units (UCS-2); `left` is how many still fit into the last part."""

    encoding: str
    units: int
    parts: int
    left: int


def size_of(text: str) -> Size:
    is_gsm = all(letter in BASIC or letter in EXTENDED for letter in text)
    costs = [_cost(letter, is_gsm=is_gsm) for letter in text]
    single, several = (160, 153) if is_gsm else (70, 67)
    units = sum(costs)
    encoding = "GSM-7" if is_gsm else "UCS-2"
    if units <= single:
        return Size(encoding, units, 1, single - units)
    parts, used = 1, 0
    for cost in costs:
        if used + cost > several:
            parts, used = parts + 1, 0
        used += cost
    return Size(encoding, units, parts, several - used)


def _cost(letter: str, *, is_gsm: bool) -> int:
    if is_gsm:
        return 2 if letter in EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1
