"""Types of fields, and what every document has in common. A length is that of the column behind it."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from math import isfinite
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_serializer
from pydantic_core import PydanticCustomError

from records.forms import UNTYPABLE

EVERYDAY_WORD = 80


def _text(value: Any) -> Any:
    """None, as an empty value of a file, is an empty text."""
    if value is None:
        return ""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _typable(value: str) -> str:
    if UNTYPABLE.search(value):
        raise PydanticCustomError("untypable", "There is a hidden character in the text.")
    return value


def _storable(value: Any) -> Any:
    """Whatever stands in it is a text that can be typed, or a number that can be written down."""
    if isinstance(value, str):
        return _typable(value)
    if isinstance(value, float) and not isfinite(value):
        raise PydanticCustomError("finite_number", "This is not a number.")
    for part in _inside(value):
        _storable(part)
    return value


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def values_of(choices: Any) -> Any:
    """A Literal of a model's choices."""
    return Literal[tuple(choices.values)]


def _none_is_empty(value: Any) -> Any:
    return [] if value is None else value


def _each_once(slugs: list[str]) -> list[str]:
    return sorted(set(slugs))


def _without_repetitions(words: list[str]) -> list[str]:
    """A word that stands twice says nothing more; capitals make no other word."""
    found: dict[str, str] = {}
    for word in filter(None, words):
        found.setdefault(word.casefold(), word)
    return list(found.values())


def once_by(name: str, *, in_order: bool = False) -> AfterValidator:
    """No two parts with the same `name`, as the database asks; in its order where rows are kept so."""

    def check(parts: list[Any]) -> list[Any]:
        seen = set()
        for part in parts:
            key = getattr(part, name)
            if key in seen:
                raise PydanticCustomError("twice", "It stands twice.", {"name": str(key)})
            seen.add(key)
        return sorted(parts, key=attrgetter(name)) if in_order else parts

    return AfterValidator(check)


def _to(step: str) -> AfterValidator:
    """Equal numbers are written alike: 30, 30.0 and 30.00 are one document."""
    return AfterValidator(lambda number: number.quantize(Decimal(step)))


Text = Annotated[str, BeforeValidator(_text), AfterValidator(_typable), Field(max_length=5000)]
Line = Annotated[Text, Field(max_length=300)]
Remark = Annotated[Text, Field(max_length=200)]
Address = Annotated[Text, Field(max_length=160)]
Phone = Annotated[Text, Field(max_length=30)]
Email = Annotated[Text, Field(max_length=254)]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=50)]
LongSlug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=110)]
Reference = LongSlug
# Which of them, not in what order.
References = Annotated[list[Reference], BeforeValidator(_none_is_empty), AfterValidator(_each_once)]
Lines = Annotated[list[Line], BeforeValidator(_none_is_empty)]
EverydayWords = Annotated[
    list[Annotated[Text, Field(max_length=EVERYDAY_WORD)]],
    BeforeValidator(_none_is_empty),
    AfterValidator(_without_repetitions),
]
# JSON that another part of the code reads.
Loose = Annotated[Any, AfterValidator(_storable)]
LooseObject = Annotated[dict[str, Any], AfterValidator(_storable)]

Position = Annotated[int, Field(ge=0, le=30000)]
Sum = Annotated[Decimal, Field(ge=0, lt=10**8, decimal_places=2), _to("0.01")]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2), _to("0.01")]
Latitude = Annotated[Decimal, Field(ge=-90, le=90, decimal_places=6), _to("0.000001")]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, decimal_places=6), _to("0.000001")]


class Document(BaseModel):
    """A part of an entry. What is empty is left out when it is written down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_serializer(mode="wrap")
    def _without_the_empty(self, handler: Any) -> dict[str, Any]:
        fields = type(self).model_fields
        return {
            name: value
            for name, value in handler(self).items()
            if fields[name].is_required() or getattr(self, name) != fields[name].get_default(call_default_factory=True)
        }


class Test(Document):
    field: LongSlug
    op: Literal["is", "is_not", "one_of", "contains", "at_least", "at_most", "answered"]
    value: Loose = None


class Condition(Document):
    """All or any of the tests."""

    all: list[Test] = []
    any: list[Test] = []


class Option(Document):
    """An answer to choose. `danger`: the emergency box comes at once; `undecided`: it says nothing yet."""

    value: LongSlug
    bg: Name
    en: Name
    danger: bool = False
    undecided: bool = False


class Entry(Document):
    id: Slug

    def data(self) -> dict[str, Any]:
        """As JSON: texts, numbers, lists and objects alone."""
        return self.model_dump(mode="json")
