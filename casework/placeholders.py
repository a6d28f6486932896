"""The grammar of letters and decisions: `((name))` and `((#if name)) ... ((/if))` from an allow-list. Nothing else.

Administrators never write Django or Jinja templates: those run code.
"""

import re

ALLOWED = frozenset(
    {
        "application_number", "applicant", "person", "service", "findings", "provider", "site", "starts_on",
        "valid_until", "fee", "reasons", "alternatives", "appeal_days", "appeal_until",
    }
)  # fmt: skip
TOKEN = re.compile(r"\(\((#if \w+|/if|\w+)\)\)")
STRAY = re.compile(r"\(\(|\)\)")


class TemplateError(ValueError):
    """The wording names something unknown or leaves a condition open."""


def check(text: str) -> None:
    """Raises TemplateError for an unknown placeholder, an unpaired condition, or stray double brackets."""
    depth = 0
    for token in TOKEN.findall(text):
        if token == "/if":
            depth -= 1
        else:
            name = token.removeprefix("#if ")
            depth += token.startswith("#if ")
            if name not in ALLOWED:
                raise TemplateError(f"Unknown placeholder (({name})).")
        if depth not in (0, 1):
            raise TemplateError("Conditions must be closed and not nested.")
    if depth:
        raise TemplateError("A condition is not closed.")
    if STRAY.search(TOKEN.sub("", text)):
        raise TemplateError("Double brackets belong to placeholders alone.")


def fill(text: str, values: dict[str, str]) -> str:
    """Plain text with the values in place. Values are never read as grammar; lines of a false condition vanish."""
    check(text)
    out: list[str] = []
    showing = True
    position = 0
    for match in TOKEN.finditer(text):
        if showing:
            out.append(text[position : match.start()])
        token = match.group(1)
        if token.startswith("#if "):
            showing = bool(values.get(token.removeprefix("#if "), ""))
        elif token == "/if":
            showing = True
        elif showing:
            out.append(values.get(token, ""))
        position = match.end()
        if out and out[-1].endswith(".") and text.startswith(".", position):
            position += 1  # „01.12.2026 г.“ at the end of a sentence brings its full stop with it
    out.append(text[position:])
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip()
