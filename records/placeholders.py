"""The grammar of letters, decisions and messages: `((name))` and `((#if name)) ... ((/if))` from an allow-list.

Administrators never write Django or Jinja templates: those run code.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches

from django.utils.translation import gettext as _

TOKEN = re.compile(r"\(\((#if \w+|/if|\w+)\)\)")
STRAY = re.compile(r"\(\(|\)\)")


class TemplateError(ValueError):
    """The wording names something unknown or leaves a condition open. Says so to who wrote it."""


def check(text: str, allowed: Collection[str]) -> None:
    """Raises TemplateError for an unknown placeholder, an unpaired condition, or stray double brackets."""
    depth = 0
    for token in TOKEN.findall(text):
        if token == "/if":
            depth -= 1
        else:
            name = token.removeprefix("#if ")
            depth += token.startswith("#if ")
            if name not in allowed:
                raise TemplateError(_unknown(name, allowed))
        if depth not in (0, 1):
            raise TemplateError(_("Conditions must be closed and not nested."))
    if depth:
        raise TemplateError(_("A condition is not closed: ((/if)) is missing."))
    if STRAY.search(TOKEN.sub("", text)):
        raise TemplateError(_("Double brackets belong to placeholders alone. Write ((name)), without spaces."))


def names_in(text: str) -> list[str]:
    """What the text names, in order; conditions by what they ask for."""
    return [token.removeprefix("#if ") for token in TOKEN.findall(text) if token != "/if"]


def _unknown(name: str, allowed: Collection[str]) -> str:
    if not allowed:
        return _("((%(name)s)) cannot be used here: no placeholder can.") % {"name": name}
    near = get_close_matches(name, allowed, n=1)
    if near:
        return _("((%(name)s)) is not known. Did you mean ((%(near)s))?") % {"name": name, "near": near[0]}
    known = ", ".join(f"(({one}))" for one in sorted(allowed))
    return _("((%(name)s)) is not known. You can use: %(known)s.") % {"name": name, "known": known}


def fill(text: str, values: dict[str, str], allowed: Collection[str]) -> str:
    """Plain text with the values in place. Values are never read as grammar; lines of a false condition vanish."""
    check(text, allowed)
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
        said = next((part for part in reversed(out) if part), "")
        if showing and said.endswith(".") and text.startswith(".", position):
            position += 1  # „01.12.2026 г.“ at the end of a sentence brings its full stop with it
    out.append(text[position:])
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip()
