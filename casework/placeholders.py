"""What letters and decisions may name, in the one grammar of the house."""

from django.utils.translation import gettext as _

from records import placeholders
from records.placeholders import TemplateError

__all__ = ["ALLOWED", "SAMPLE", "TemplateError", "check", "check_lines", "fill"]

ALLOWED = frozenset(
    {
        "application_number", "applicant", "person", "service", "findings", "provider", "site", "starts_on",
        "valid_until", "fee", "reasons", "alternatives", "appeal_days", "appeal_body", "appeal_court", "appeal_through",
        "issuer", "order", "execution_reason", "earlier", "procedure", "unmet",
    }
)  # fmt: skip


# A made-up case, for whoever edits a wording.
SAMPLE = {
    "application_number": "СУ-2026-00412/23.11.2026 г.", "applicant": "Надежда Иванова", "person": "Пенка Иванова",
    "service": "Домашен социален патронаж", "findings": "Живее сама и не може да готви.",
    "provider": "Домашен патронаж Белоречие", "site": "гр. Белоречие", "starts_on": "07.12.2026 г.",
    "valid_until": "31.12.2027 г.", "fee": "по тарифа на общинския съвет", "earlier": "РД-2026-00012/30.11.2026 г.",
    "reasons": "– Предварителната оценка не установи нужда от услугата (чл. 73 от ЗСУ).",
    "unmet": "– не е изпълнено условието „навършени 65 години“.", "alternatives": "– Топъл обяд\n– Клуб на пенсионера",
    "appeal_days": "14", "appeal_body": "областния управител", "appeal_court": "административния съд",
    "appeal_through": "кмета на общината", "issuer": "кмет на общината", "order": "РД-15-204/24.06.2020 г.",
    "execution_reason": "Животът е застрашен.", "procedure": "",
}  # fmt: skip


def check(text: str) -> None:
    placeholders.check(text, ALLOWED)


def check_lines(text: str) -> None:
    """As `check`, and says the line of an unknown placeholder."""
    for number, line in enumerate(text.splitlines(), start=1):
        for name in placeholders.names_in(line):
            try:
                placeholders.check(f"(({name}))", ALLOWED)
            except TemplateError as error:
                raise TemplateError(_("Line %(number)s: %(error)s") % {"number": number, "error": error}) from error
    check(text)


def fill(text: str, values: dict[str, str]) -> str:
    return placeholders.fill(text, values, ALLOWED)
