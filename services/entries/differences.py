"""Two states of an entry compared, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any, get_args

from django.utils.translation import gettext as _

from services.entries import labels
from services.entries.documents import Document
from services.entries.kind import KINDS
from services.entries.wording import Names, titled, worded

Data = dict[str, Any]
Words = tuple[tuple[str, str], ...]
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
KEYS = ("id", "key", "valid_from", "opens_on", "value", "days", "field")
# Texts with less in common than this are shown one after the other.
ALIKE = 0.4
_NONE = object()
# What an absent field means in the questions of forms, which are plain objects.
_OF_QUESTIONS = {"required": True, "coded": False, "past": False}


@dataclass(frozen=True)
class Difference:
    """`what` is added, removed, changed or moved. `words` are (same | del | ins, text) of a rewritten text."""

    label: str
    what: str
    before: str = ""
    after: str = ""
    words: Words = ()

    @property
    def in_words(self) -> str:
        return {"added": _("added"), "removed": _("removed"), "changed": _("changed"), "moved": _("moved")}[self.what]


def between(kind: str, before: Data | None, after: Data | None, names: Names | None = None) -> list[Difference]:
    """None is an entry that does not exist. `names` of many documents may be loaded once."""
    if before is None and after is None:
        return []
    comparing = _Comparing(kind, names or Names(before, after))
    document = KINDS[kind].document
    if after is None:
        return [Difference(_("The entry"), "removed", before=titled(kind, "", before, comparing.names))]
    found = list(comparing.documents((), before or {}, after, document, is_new=before is None))
    return found or ([Difference(_("The entry"), "added")] if before is None else [])


def marked(before: str, after: str) -> Words:
    """The words of both texts: what stayed, what was taken out, what was put in."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return tuple((op, text) for op, text in (("del", before), ("ins", after)) if text)
    found = []
    for op, i, j, k, m in matcher.get_opcodes():
        if op == "equal":
            found.append(("same", "".join(old[i:j])))
        else:
            found += [("del", "".join(old[i:j])), ("ins", "".join(new[k:m]))]
    return tuple((op, text) for op, text in found if text)


@dataclass(frozen=True)
class _Comparing:
    kind: str
    names: Names

    def documents(
        self, path: tuple[str, ...], before: Data, after: Data, document: Any, *, is_new: bool = False
    ) -> Iterator[Difference]:
        defaults = _defaults(document)
        known = list(defaults)
        for name in sorted(before.keys() | after.keys(), key=lambda name: (_place(known, name), name)):
            old, new = (side.get(name, defaults.get(name, _NONE)) for side in (before, after))
            if old == new and not (is_new and name in after):
                continue
            if is_new and name not in after:
                continue
            where = (*path, labels.of_field(self.kind, name))
            yield from self.values(where, name, None if is_new else old, new, _part(document, name))

    def values(self, path: tuple[str, ...], name: str, old: Any, new: Any, document: Any) -> Iterator[Difference]:
        old, new = (None if value is _NONE else value for value in (old, new))
        if isinstance(old, list) or isinstance(new, list):
            yield from self.lists(path, name, old or [], new or [], document)
        elif _is_part(old, new):
            yield from self.documents(path, old or {}, new or {}, document)
        else:
            yield self.single(path, name, old, new)

    def single(self, path: tuple[str, ...], name: str, old: Any, new: Any) -> Difference:
        before, after = (worded(self.kind, name, value, self.names) for value in (old, new))
        what = "changed" if before and after else "added" if after else "removed"
        is_text = isinstance(old, str) and isinstance(new, str) and before == old and after == new
        words = marked(before, after) if is_text and before and after else ()
        if not (before or after):
            what = "changed"
        return Difference(_joined(path), what, before, after, words)

    def lists(self, path: tuple[str, ...], name: str, old: Any, new: Any, document: Any) -> Iterator[Difference]:
        before, after = (_keyed(value if isinstance(value, list) else [value]) for value in (old, new))
        is_plain = not any(isinstance(item, dict) for item in (*before.values(), *after.values()))
        removed = [key for key in before if key not in after]
        added = [key for key in after if key not in before]
        if is_plain:
            yield from self.plain(path, name, [before[key] for key in removed], [after[key] for key in added])
        else:
            for key in removed:
                yield self.item(path, name, "removed", before[key])
            for key in added:
                yield self.item(path, name, "added", after[key])
        for key in after:
            if key in before and before[key] != after[key]:
                title = titled(self.kind, name, after[key], self.names)
                yield from self.values((*path, title), name, before[key], after[key], document)
        kept = [[key for key in side if key in other] for side, other in ((before, after), (after, before))]
        if kept[0] != kept[1]:
            earlier, later = (
                ", ".join(titled(self.kind, name, side[key], self.names) for key in keys)
                for side, keys in zip((before, after), kept, strict=True)
            )
            yield Difference(_joined((*path, _("order"))), "moved", earlier, later)

    def plain(self, path: tuple[str, ...], name: str, removed: list[Any], added: list[Any]) -> Iterator[Difference]:
        if removed:
            yield Difference(_joined(path), "removed", before=worded(self.kind, name, removed, self.names))
        if added:
            yield Difference(_joined(path), "added", after=worded(self.kind, name, added, self.names))

    def item(self, path: tuple[str, ...], name: str, what: str, value: Any) -> Difference:
        title = titled(self.kind, name, value, self.names)
        text = worded(self.kind, name, value, self.names)
        before, after = (text, "") if what == "removed" else ("", text)
        return Difference(_joined((*path, title)), what, before, after)


def _joined(path: tuple[str, ...]) -> str:
    return " › ".join(step for step in path if step)


def _place(known: list[str], name: str) -> int:
    return known.index(name) if name in known else len(known)


def _is_part(old: Any, new: Any) -> bool:
    """A condition is read as one sentence; other objects field by field."""
    sides = [value for value in (old, new) if value]
    return bool(sides) and all(isinstance(side, dict) and not {"all", "any"} & side.keys() for side in sides)


def _keyed(items: list[Any]) -> dict[tuple[str, int], Any]:
    """By identifier or first day; what has the same one is counted."""
    found: dict[tuple[str, int], Any] = {}
    for item in items:
        sign = (
            next((f"{key} {item[key]}" for key in KEYS if item.get(key)), "") if isinstance(item, dict) else repr(item)
        )
        count = 0
        while (sign, count) in found:
            count += 1
        found[sign, count] = item
    return found


@cache
def _defaults(document: Any) -> dict[str, Any]:
    """What an absent field of a document means."""
    if document is None:
        return _OF_QUESTIONS
    return {
        name: None if field.is_required() else _json(field.get_default(call_default_factory=True))
        for name, field in document.model_fields.items()
    }


def _json(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, Document) else value


@cache
def _part(document: Any, name: str) -> Any:
    """The document inside a field: of a list, of an optional one, or itself."""
    field = document.model_fields.get(name) if document is not None else None
    return _document_in(field.annotation) if field is not None else None


def _document_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Document):
        return annotation
    return next((found for found in map(_document_in, get_args(annotation)) if found is not None), None)
