"""What letters and decisions may name, in the one grammar of the house."""

from records import placeholders
from records.placeholders import TemplateError

__all__ = ["ALLOWED", "TemplateError", "check", "fill"]

ALLOWED = frozenset(
    {
        "application_number", "applicant", "person", "service", "findings", "provider", "site", "starts_on",
        "valid_until", "fee", "reasons", "alternatives", "appeal_days", "appeal_body", "appeal_court", "appeal_through",
        "issuer", "order", "execution_reason", "earlier", "procedure", "unmet",
    }
)  # fmt: skip


def check(text: str) -> None:
    placeholders.check(text, ALLOWED)


def fill(text: str, values: dict[str, str]) -> str:
    return placeholders.fill(text, values, ALLOWED)
