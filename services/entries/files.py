"""The catalogue as a file: YAML or JSON, written so that equal catalogues are equal bytes, read with lines to blame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml
from django.utils.translation import gettext as _

from services.entries.kinds import KINDS, SECTIONS
from services.entries.problems import InvalidEntry, Path, Problem

SCHEMA_VERSION = 2
# Lists of codes that stand in older files for the reader's sake; the codes themselves are in the code.
CODES = {"schema_version", "currency", "fee_bases", "referral_by", "capacity_units", "provider_types", "decision_acts"}
MAX_BYTES = 50_000_000
# Levels of lists and objects in each other; the catalogue itself has eight.
MAX_DEPTH = 40
AT_ONCE = 200


class BrokenFile(Exception):
    """The file cannot be loaded: (line, reason), in the order of lines. Nothing was changed."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__(faults)
        self.faults = sorted(faults)

    def __str__(self) -> str:
        return "\n".join(_("Line %(line)s: %(reason)s") % {"line": line, "reason": why} for line, why in self.faults)


class _Loader(yaml.CSafeLoader):
    """Dates stay texts, so that a text is never read as something else."""


_Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for sign, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def dump(form: str = "yaml") -> bytes:
    """Every published entry, section by section."""
    return b"".join(stream(form))


def stream(form: str = "yaml") -> Iterator[bytes]:
    """The same bytes as `encode` of everything, a few hundred entries in memory at a time."""
    yield (
        f"schema_version: {SCHEMA_VERSION}\n" if form == "yaml" else f'{{\n "schema_version": {SCHEMA_VERSION}'
    ).encode()
    for section, kind in SECTIONS.items():
        is_first = True
        for rows in kind.in_parts(AT_ONCE):
            yield from _some(section, [kind.read(row) for row in rows], form, is_first=is_first)
            is_first = False
        if form == "json" and not is_first:
            yield b"\n ]"
    if form == "json":
        yield b"\n}\n"


def encode(data: dict[str, Any], form: str = "yaml") -> bytes:
    if form == "json":
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    text: str = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120)
    return text.encode()


def _some(section: str, entries: list[Any], form: str, *, is_first: bool) -> Iterator[bytes]:
    """A part of a section, with the section's name before the first."""
    if form == "yaml":
        yield encode({section: entries})[0 if is_first else len(section) + 2 :]
        return
    texts = (json.dumps(entry, ensure_ascii=False, indent=1).replace("\n", "\n  ") for entry in entries)
    if is_first:
        yield f',\n "{section}": [\n  {next(texts)}'.encode()
    for text in texts:
        yield f",\n  {text}".encode()


@dataclass(frozen=True)
class Source:
    """A file as read: its content, and the tree that knows the lines."""

    data: dict[str, Any]
    text: str

    @cached_property
    def tree(self) -> yaml.Node:
        """Large, and needed for blaming alone."""
        found = yaml.compose(self.text, Loader=_Loader)
        assert found is not None
        return found

    def line(self, path: Path) -> int:
        """Of the deepest part of the path that is there; the first line is 1."""
        node = self.tree
        for step in path:
            below = _below(node, step)
            if below is None:
                break
            node = below
        return int(node.start_mark.line) + 1


def _below(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def source(content: bytes) -> Source:
    """Raises BrokenFile for what is not YAML (or JSON), for a key that stands twice, and for aliases."""
    if len(content) > MAX_BYTES:
        raise BrokenFile([(1, _("The file is too large."))])
    try:
        text = content.decode("utf-8-sig")
        repeated = list(_look_through(text))
        data = _content(text)
    except UnicodeDecodeError as error:
        raise BrokenFile([(1, _("The file is not text in UTF-8."))]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenFile(
            [(line, f"{_('This is not well-formed YAML or JSON.')} {error.problem or ''}".strip())]
        ) from error
    except yaml.YAMLError as error:
        raise BrokenFile([(1, _("This is not well-formed YAML or JSON."))]) from error
    if not isinstance(data, dict):
        raise BrokenFile([(1, _("The file has no sections."))])
    if repeated:
        raise BrokenFile(repeated)
    return Source(data, text)


def _content(text: str) -> Any:
    """JSON is YAML too, and read ten times as fast as such."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            pass
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader


def twice(name: str) -> str:
    return _("“%(name)s” stands twice.") % {"name": name}


def _look_through(text: str) -> Iterator[tuple[int, str]]:
    """Keys that stand twice. Aliases could make a small file endless, and depth could end the process: both are refused
    before anything is composed."""
    # Of each open list or object: the keys seen so far (None for a list), and whether a key comes next.
    above: list[tuple[set[str] | None, bool]] = []
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise BrokenFile([(line, _("Aliases (*name) are not allowed."))])
        if isinstance(event, yaml.CollectionEndEvent):
            above.pop()
        elif isinstance(event, yaml.NodeEvent):
            seen, is_key = above[-1] if above else (None, False)
            if seen is not None:
                above[-1] = (seen, not is_key)
                if is_key and isinstance(event, yaml.ScalarEvent):
                    if event.value in seen:
                        yield line, twice(event.value)
                    seen.add(event.value)
            if isinstance(event, yaml.CollectionStartEvent):
                above.append((set() if isinstance(event, yaml.MappingStartEvent) else None, True))
                if len(above) > MAX_DEPTH:
                    raise BrokenFile([(line, _("There are too many levels in each other."))])


def parse(found: Source) -> dict[str, list[Any]]:
    """Entries by kind. Raises BrokenFile with every fault of the file."""
    faults: list[tuple[int, str]] = []
    entries: dict[str, list[Any]] = {name: [] for name in KINDS}
    for section, rows in found.data.items():
        if section not in SECTIONS:
            if section not in CODES:
                faults.append((found.line((section,)), _("There is no section “%(name)s”.") % {"name": section}))
        elif not isinstance(rows, list):
            faults.append((found.line((section,)), _("A section is a list of entries.")))
        else:
            entries[SECTIONS[section].name] = list(_entries(found, section, rows, faults))
    if faults:
        raise BrokenFile(faults)
    return entries


def _entries(found: Source, section: str, rows: list[Any], faults: list[tuple[int, str]]) -> Any:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        try:
            entry = SECTIONS[section].parse(row)
        except InvalidEntry as error:
            faults.extend(_fault(found, row, problem.under(section, place)) for problem in error.problems)
            continue
        if entry.id in seen:
            faults.append((found.line((section, place, "id")), twice(entry.id)))
        seen.add(entry.id)
        yield entry


def _fault(found: Source, row: Any, problem: Problem) -> tuple[int, str]:
    name = row.get("id", "?") if isinstance(row, dict) else "?"
    where = ".".join(str(step) for step in problem.path[2:])
    return found.line(problem.path), " ".join(
        part for part in (f"{name}", where and f"({where})") if part
    ) + f": {problem.message}"
