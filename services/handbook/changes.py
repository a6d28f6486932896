"""What a new edition says otherwise than the last one, in the words that both editions use."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

Content = dict[str, Any]
SHORT = 140


def against(old: Content, new: Content) -> list[dict[str, Any]]:
    """Rows {kind, what, id, name, fields}: services, then contacts and signposts; the same is left out."""
    rows = [*_compare("service", old["services"], new["services"])]
    rows += _compare("contact", old["contacts"], new["contacts"])
    return rows + _compare("signpost", old["signposts"], new["signposts"])


def _compare(kind: str, old: list[Content], new: list[Content]) -> list[dict[str, Any]]:
    before, after = ({row["id"]: row for row in rows} for rows in (old, new))
    rows = [_row(kind, "added", row) for name, row in after.items() if name not in before]
    rows += [_row(kind, "removed", row) for name, row in before.items() if name not in after]
    for name, row in after.items():
        fields = _fields(kind, before[name], row) if name in before else []
        if fields:
            rows.append({**_row(kind, "changed", row), "fields": fields})
    return rows


def _row(kind: str, what: str, row: Content) -> dict[str, Any]:
    return {"kind": kind, "what": what, "id": row["id"], "name": row["name"], "fields": []}


def _fields(kind: str, old: Content, new: Content) -> list[dict[str, str]]:
    before, after = _told(kind, old), _told(kind, new)
    changed = [title for title in {**before, **after} if before.get(title) != after.get(title)]
    return [
        {"title": title, "before": _short(before.get(title, "")), "after": _short(after.get(title, ""))}
        for title in changed
    ]


def _told(kind: str, row: Content) -> dict[str, str]:
    """What a reader is told, by its title."""
    if kind == "service":
        told = {_("Name"): row["name"], _("Summary"): row["summary"], _("Everyday words"): ", ".join(row["words"])}
        return told | {part["title"]: plain(part) for part in row["parts"] if part["key"] != "words"}
    if kind == "signpost":
        return {_("Name"): row["name"], _("Whom to ask"): row["ask"]}
    return {
        _("Name"): row["name"],
        _("Address"): row["address"],
        _("Phone"): row["phone"],
        _("E-mail"): row["email"],
        _("Opening hours"): "; ".join(row["hours"]),
        _("Accessibility"): "; ".join(filter(None, [*row["access"], row["access_note"]])),
    }


def leading_to(lead: str, text: str) -> str:
    """The heading of a row with what parts it from the row's text: a new sentence, or the same one."""
    if not lead or not text or lead[-1] in ".,:;!?…":
        return lead
    return f"{lead}," if text[0].islower() else f"{lead}."


def plain(part: Content) -> str:
    items = [
        " ".join(filter(None, (leading_to(row["lead"], row["text"]), row["text"], *row["below"])))
        for row in part["items"]
    ]
    return "; ".join(filter(None, [part["text"], *items]))


def _short(text: str) -> str:
    """Long texts are not repeated: that they changed is enough."""
    return text if len(text) <= SHORT else ""
