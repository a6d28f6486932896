"""A text that the catalogue cannot keep is refused with its line; what is not refused is kept to the last letter."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from annotated_types import MaxLen
from pydantic.fields import FieldInfo

from services import catalogue
from services.editing.fields import part_of
from services.entries import KINDS, Kind, documents, files
from services.entries.files import BrokenFile
from services.models import Service

pytestmark = pytest.mark.django_db
Path = tuple[str | int, ...]
# Words that the code itself knows.
CODED = {"days", "opens", "closes", "field", "status"}


def lengths(annotation: Any, metadata: Any = ()) -> int | None:
    """How long a text may be; None for what is no text."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        more = [rule for one in more for rule in (one.metadata if isinstance(one, FieldInfo) else [one])]
        return lengths(inner, [*metadata, *more])
    if annotation is str:
        return min(rule.max_length for rule in metadata if isinstance(rule, MaxLen))
    return None


def texts(document: Any, path: Path = ()) -> Iterator[tuple[Path, int]]:
    """Where a document has texts, with their lengths; the first item stands for its list."""
    for name, info in document.model_fields.items():
        part, is_list = part_of(info.annotation), get_origin(info.annotation) is list
        inner = get_args(info.annotation)[0] if is_list else info.annotation
        here: Path = (*path, name, 0) if is_list else (*path, name)
        if part is not None:
            yield from texts(part, here)
        elif name not in CODED and get_origin(inner) is not Literal:
            most = lengths(inner, () if is_list else info.metadata)
            if most is not None:
                yield here, most


def is_reference(kind: Kind, path: Path) -> bool:
    names = {"owner", "legal_ground", "law_groups_extra", "target_groups", "needs", "legal_grounds", *kind.refs}
    return bool(names & set(path)) or path == ("documents", 0, "id") or kind.name == "form"


def put(data: Any, path: Path, value: Any) -> None:
    *steps, last = path
    for step in steps:
        data = data[step] if isinstance(step, int) or step in data else data.setdefault(step, {})
    data[last] = value


def full(kind: Kind) -> dict[str, Any]:
    """An entry that has one item in every list."""
    if kind.name == "bank_question":
        return {"id": "x", "question": {"key": "x", "kind": "text"}}
    data = copy.deepcopy(kind.read(kind.rows()[0]))
    test = {"field": "age", "op": "is", "value": 1}
    if kind.name == "service":
        data |= {
            "requirements": [{"id": "r", "bg": "р", "en": "r", "tests": {"all": [test], "any": [test]}}],
            "tariffs": [{"valid_from": "2026-01-01", "discounts": [{"id": "d", "bg": "д", "en": "d", "percent": 1}]}],
            "documents": [{"id": KINDS["document"].rows()[0].slug}],
            "stages": [{"id": "s", "status": "registered", "bg": "с", "en": "s"}],
        }
    if "when" in kind.document.model_fields:
        data["when"] = {"all": [test], "any": [test]}
    if kind.name == "finder_question":
        data["options"] = [{"value": "v", "bg": "в", "en": "v"}]
    if kind.name == "organisation":
        data.pop("default", None)
    return data


def stretched(data: dict[str, Any], path: Path, text: str) -> None:
    if path[-1] == 0:
        put(data, path[:-1], [text])
    else:
        put(data, path, text)


def written(kind: Kind, data: dict[str, Any]) -> bytes:
    return files.encode({kind.section: [data]}, "json")


@pytest.mark.parametrize("name", [name for name in KINDS if name != "form"])
def test_the_longest_texts_are_kept_whole(name: str) -> None:
    kind = KINDS[name]
    data = full(kind)
    for path, most in texts(kind.document):
        if not is_reference(kind, path):
            stretched(data, path, "a" * most)
    catalogue.load([written(kind, data)])
    row = kind.row(data["id"])
    assert row is not None
    kept, sent = kind.read(row), kind.parse(data).data()
    assert {**kept, "position": 0} == {**sent, "position": 0}
    assert "a" * 50 in str(kept)


@pytest.mark.parametrize("name", list(KINDS))
def test_a_longer_text_is_refused_with_its_line(name: str) -> None:
    kind = KINDS[name]
    for path, most in texts(kind.document):
        data = full(kind)
        long = "a" * (most + 1)
        stretched(data, path, long)
        content = written(kind, data)
        with pytest.raises(BrokenFile) as refused:
            catalogue.load([content])
        (line, reason), *more = refused.value.faults
        assert not more and f" {most} " in reason, (path, reason)
        assert long in content.decode().splitlines()[line - 1], path


def test_an_everyday_word_is_not_cut() -> None:
    data = KINDS["service"].read(KINDS["service"].row("hot-lunch")) | {"aliases_bg": ["обяд", "а" * 81]}
    with pytest.raises(BrokenFile) as refused:
        catalogue.load([written(KINDS["service"], data)])
    assert [reason for _line, reason in refused.value.faults] == [
        "hot-lunch (aliases_bg.1): Текстът е твърде дълъг: най-много 80 знака."
    ]
    assert max(map(len, Service.objects.get(slug="hot-lunch").aliases_bg)) < 80


def test_an_everyday_word_stands_once() -> None:
    kind = KINDS["service"]
    data = kind.read(kind.row("hot-lunch")) | {"aliases_bg": ["Обяд", "супа", "обяд"]}
    assert kind.parse(data).data()["aliases_bg"] == ["Обяд", "супа"]
    for path in catalogue.shipped():
        for section, rows in files.source(path.read_bytes()).data.items():
            for row in rows if section in {"services", "signposts"} else []:
                for name in ("aliases_bg", "aliases_en"):
                    words = [word.casefold() for word in row.get(name, [])]
                    assert len(words) == len(set(words)), (row["id"], name)


TWICE = [
    ("tariffs", [{"valid_from": "2026-01-01", "amount": "1.00"}, {"valid_from": "2026-01-01", "amount": "2.00"}]),
    ("admissions", [{"opens_on": "2026-01-01"}, {"opens_on": "2026-01-01", "quota": 3}]),
    ("documents", ["id-card", "id-card"]),
    ("stages", [{"id": "s", "status": "registered", "bg": "с", "en": "s"}] * 2),
    ("requirements", [{"id": "s", "bg": "с", "en": "s"}] * 2),
]


@pytest.mark.parametrize(("field", "rows"), TWICE, ids=[field for field, _rows in TWICE])
def test_a_part_that_stands_twice_is_refused_with_its_line(field: str, rows: list[Any]) -> None:
    data = KINDS["service"].read(KINDS["service"].row("hot-lunch")) | {field: rows}
    content = written(KINDS["service"], data)
    with pytest.raises(BrokenFile, match="се повтаря") as refused:
        catalogue.load([content])
    assert f'"{field}": [' in content.decode().splitlines()[refused.value.faults[0][0] - 1]


def test_an_entry_stands_in_one_of_the_files() -> None:
    data = KINDS["service"].read(KINDS["service"].row("hot-lunch"))
    with pytest.raises(BrokenFile, match="hot-lunch"):
        catalogue.load([written(KINDS["service"], data), written(KINDS["service"], {**data, "notes": "x"})])


def test_what_only_the_database_refuses_has_a_line_too() -> None:
    """There is one default unit."""
    rows = [{"id": f"unit-{n}", "kind": "unit", "bg": "З", "en": "U", "default": True} for n in range(2)]
    with pytest.raises(BrokenFile) as refused:
        catalogue.load([files.encode({"organisations": rows})])
    assert refused.value.faults[0][0] > 1


def test_fees_and_periods_stand_in_the_order_of_their_days() -> None:
    """However they were written: otherwise a file would never be as the catalogue is."""
    rows = [{"valid_from": "2026-07-01", "amount": "2.00"}, {"valid_from": "2026-01-01", "amount": "1.00"}]
    data = KINDS["service"].read(KINDS["service"].row("hot-lunch")) | {"tariffs": rows}
    assert not catalogue.load([written(KINDS["service"], data)]).is_empty
    assert catalogue.load([written(KINDS["service"], data)]).is_empty


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "a\u200bb", ["\x00"], {"a\x00": 1}])
def test_a_value_that_cannot_be_written_down_is_refused(value: Any) -> None:
    tests = {"all": [{"field": "age", "op": "is", "value": value}]}
    data = KINDS["service"].read(KINDS["service"].row("hot-lunch"))
    data["requirements"] = [{"id": "r", "bg": "р", "en": "r", "tests": tests}]
    with pytest.raises(BrokenFile, match="r"):
        catalogue.load([written(KINDS["service"], data)])


def test_documents_know_every_kind() -> None:
    assert {kind.document.__name__ for kind in KINDS.values()} <= set(documents.__all__)
