"""Drafts of forms in words: conditions as sentences, and what differs from the published version."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

Row = dict[str, Any]

OPERATORS = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "one_of": gettext_lazy("is one of (with commas between)"),
    "contains": gettext_lazy("has marked"),
    "at_least": gettext_lazy("is at least (or not before)"),
    "at_most": gettext_lazy("is at most (or not after)"),
    "answered": gettext_lazy("is answered"),
}
QUANTIFIERS = {
    "any": gettext_lazy("in any row"),
    "all": gettext_lazy("in every row"),
    "count": gettext_lazy("in so many rows"),
}
KINDS = {
    "text": gettext_lazy("text"),
    "long_text": gettext_lazy("long text"),
    "number": gettext_lazy("number"),
    "money": gettext_lazy("sum of money"),
    "date": gettext_lazy("date"),
    "yes_no": gettext_lazy("yes or no"),
    "one_of": gettext_lazy("one of several"),
    "many_of": gettext_lazy("some of several"),
    "identity": gettext_lazy("personal number (EGN or LNCh)"),
    "phone": gettext_lazy("phone"),
    "email": gettext_lazy("e-mail"),
    "address": gettext_lazy("address"),
    "person": gettext_lazy("person: names, number, date of birth"),
    "household": gettext_lazy("people of the household"),
    "income": gettext_lazy("incomes by kind"),
    "file": gettext_lazy("document"),
    "declaration": gettext_lazy("declaration"),
    "information": gettext_lazy("information, without an answer"),
}
COLUMNS = {
    "name": gettext_lazy("name"),
    "relation": gettext_lazy("relation"),
    "year": gettext_lazy("year of birth"),
    "who": gettext_lazy("whose income"),
    "kind": gettext_lazy("kind of income"),
    "amount": gettext_lazy("sum"),
}
FACTS = {
    "kind": gettext_lazy("kind"),
    "label_bg": gettext_lazy("question in Bulgarian"),
    "label_en": gettext_lazy("question in English"),
    "hint_bg": gettext_lazy("hint in Bulgarian"),
    "hint_en": gettext_lazy("hint in English"),
    "title_bg": gettext_lazy("title in Bulgarian"),
    "title_en": gettext_lazy("title in English"),
    "intro_bg": gettext_lazy("introduction in Bulgarian"),
    "intro_en": gettext_lazy("introduction in English"),
    "required": gettext_lazy("must be answered"),
    "coded": gettext_lazy("counted in statistics"),
    "past": gettext_lazy("only dates in the past"),
    "autocomplete": gettext_lazy("what the browser fills in"),
    "prefill": gettext_lazy("filled in from our records"),
    "usual_at_counter": gettext_lazy("usual answer at the counter"),
    "from_register": gettext_lazy("looked up by the municipality"),
    "options": gettext_lazy("options"),
    "when": gettext_lazy("shown when"),
}


class Change(NamedTuple):
    """`sign`: one of added, removed, moved, changed."""

    sign: str
    what: str
    before: str = ""
    after: str = ""


def own_text(row: Row, name: str) -> str:
    """In the reader's language; the key where there is no text yet."""
    language = "en" if get_language() == "en" else "bg"
    return str(row.get(f"{name}_{language}") or row.get(f"{name}_bg") or row.get("key") or "")


def labels(steps: list[Row]) -> dict[str, str]:
    return {str(row.get("key")): own_text(row, "label") for step in steps for row in step.get("questions") or []}


def condition_in_words(when: Row | None, names: dict[str, str]) -> str:
    if not when:
        return _("always")
    parts = [_test(part, names) for part in when.get("all") or when.get("any") or []]
    return (_(" and ") if "all" in when else _(" or ")).join(parts)


def _test(part: Row, names: dict[str, str]) -> str:
    if "group" in part:
        tests = _(" and ").join(
            _test(test, {key: str(name) for key, name in COLUMNS.items()}) for test in part["tests"]
        )
        where = str(QUANTIFIERS.get(part.get("quantifier", "any"), ""))
        times = f" ({part['at_least']})" if part.get("quantifier") == "count" else ""
        return f"{names.get(part['group'], part['group'])}, {where}{times}: {tests}"
    value = part.get("value")
    said = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    operator = str(OPERATORS.get(part.get("op", ""), part.get("op", "")))
    return f"„{names.get(part.get('field', ''), part.get('field', ''))}“ {operator} {said}".strip()


def changes(before: list[Row], after: list[Row]) -> list[Change]:
    """Steps and questions that are new, gone, moved or changed, in the order of the draft."""
    found: list[Change] = []
    names = {**labels(before), **labels(after)}
    old_steps, new_steps = _by_key(before), _by_key(after)
    old, new = _questions(before), _questions(after)
    for key, step in new_steps.items():
        what = _("Step “%(title)s”") % {"title": own_text(step, "title")}
        found += _compared(what, old_steps.get(key), step, names)
    for key, (place, question) in new.items():
        what = _("Question “%(label)s”") % {"label": own_text(question, "label")}
        was = old.get(key)
        found += _compared(what, was[1] if was else None, question, names)
        if was and was[0] != place:
            found.append(Change("moved", what, _titled(old_steps, was[0]), _titled(new_steps, place)))
    found += _reordered(_("Order of the steps"), "title", old_steps, new_steps)
    for key, step in new_steps.items():
        what = _("Order of the questions in “%(title)s”") % {"title": own_text(step, "title")}
        sides = (_by_key(side.get("questions") or []) for side in (old_steps.get(key, {}), step))
        found += _reordered(what, "label", *sides)
    gone = [
        (_("Step “%(title)s”") % {"title": own_text(row, "title")})
        for key, row in old_steps.items()
        if key not in new_steps
    ]
    gone += [
        _("Question “%(label)s”") % {"label": own_text(row, "label")}
        for key, (_place, row) in old.items()
        if key not in new
    ]
    return [*found, *(Change("removed", what) for what in gone)]


def _reordered(what: str, name: str, before: dict[str, Row], after: dict[str, Row]) -> list[Change]:
    """Of what stands on both sides alone: whatever else came or went is told by itself."""
    old, new = [key for key in before if key in after], [key for key in after if key in before]
    if old == new:
        return []
    said = [", ".join(own_text(after[key], name) for key in keys) for keys in (old, new)]
    return [Change("moved", what, *said)]


def _titled(steps: dict[str, Row], key: str) -> str:
    return own_text(steps.get(key, {"key": key}), "title")


def _by_key(rows: list[Row]) -> dict[str, Row]:
    return {str(row.get("key")): row for row in rows}


def _questions(steps: list[Row]) -> dict[str, tuple[str, Row]]:
    return {str(row.get("key")): (str(step.get("key")), row) for step in steps for row in step.get("questions") or []}


def _compared(what: str, before: Row | None, after: Row, names: dict[str, str]) -> list[Change]:
    if before is None:
        return [Change("added", what)]
    return [
        Change("changed", f"{what}: {label}", _said(name, before.get(name), names), _said(name, after.get(name), names))
        for name, label in FACTS.items()
        if before.get(name) != after.get(name)
    ]


def _said(name: str, value: Any, names: dict[str, str]) -> str:
    if name == "when":
        return condition_in_words(value, names)
    if name == "kind":
        return str(KINDS.get(str(value), value))
    if name == "options":
        return ", ".join(
            own_text({"key": row.get("value"), "label_bg": row.get("bg"), "label_en": row.get("en")}, "label")
            for row in value or []
        )
    if isinstance(value, bool) or (value is None and name in {"required", "coded", "past", "from_register"}):
        return _("yes") if (value if value is not None else name == "required") else _("no")
    return str(value or "—")
