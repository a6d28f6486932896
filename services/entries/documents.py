"""Entries of the catalogue as documents: one shape for the editor, its history, files and open data.

A document says everything that an editor may say of an entry and nothing that is counted. Empty fields are left out,
so that equal entries are equal documents. Texts are stripped and in normal form (NFC).
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_serializer
from pydantic_core import PydanticCustomError

from records.forms import UNTYPABLE
from services import models
from services.models.offer import Access as SiteAccess


def _text(value: Any) -> Any:
    """None, as an empty value of a file, is an empty text."""
    if value is None:
        return ""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _typable(value: str) -> str:
    if UNTYPABLE.search(value):
        raise PydanticCustomError("untypable", "There is a hidden character in the text.")
    return value


def _values(choices: Any) -> Any:
    """A Literal of a model's choices."""
    return Literal[tuple(choices.values)]


def _alone(value: Any) -> Any:
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_text), AfterValidator(_typable), Field(max_length=5000)]
Line = Annotated[Text, Field(max_length=300)]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=110)]
Reference = Slug
# Which of them, not in what order.
References = Annotated[list[Reference], BeforeValidator(_alone), AfterValidator(lambda slugs: sorted(set(slugs)))]
Lines = Annotated[list[Line], BeforeValidator(_alone)]


def _to(step: str) -> Any:
    """Equal numbers are written alike: 30, 30.0 and 30.00 are one document."""
    return AfterValidator(lambda number: number.quantize(Decimal(step)))


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
    field: Slug
    op: Literal["is", "is_not", "one_of", "contains", "at_least", "at_most", "answered"]
    value: Any = None


class Condition(Document):
    """All or any of the tests."""

    all: list[Test] = []
    any: list[Test] = []


class Option(Document):
    """An answer to choose. `danger`: the emergency box comes at once; `undecided`: it says nothing yet."""

    value: Slug
    bg: Name
    en: Name
    danger: bool = False
    undecided: bool = False


class Entry(Document):
    id: Slug

    def data(self) -> dict[str, Any]:
        """As JSON: texts, numbers, lists and objects alone."""
        return self.model_dump(mode="json")


class Word(Entry):
    """An entry of a simple list: a name in both languages."""

    bg: Name
    en: Name
    position: int = Field(0, ge=0, le=30000)


class LawGroup(Word):
    pass


class TargetGroup(Word):
    legal_bg: Line = ""


class Need(Word):
    hint_bg: Line = ""
    hint_en: Line = ""
    danger: bool = False


class DocumentKind(Entry):
    bg: Name
    en: Name
    regix: bool = False
    issued_by_office: bool = False
    shown_as_bg: Line = ""


class LegalGround(Entry):
    bg: Name
    en: Name
    text_bg: Text = ""
    text_en: Text = ""
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = False


class Signpost(Entry):
    bg: Name
    en: Name
    ask_bg: Name
    ask_en: Line = ""
    aliases_bg: Lines = []
    aliases_en: Lines = []
    when: Condition = Condition()


class Settlement(Entry):
    """`id` is the code of ЕКАТТЕ."""

    kind: Literal["гр.", "с.", "ман."] = "с."
    bg: Name
    en: Name
    post_code: Line = ""
    municipality_bg: Line = ""
    region_bg: Line = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class Organisation(Entry):
    kind: Literal["municipality", "counter", "unit", "provider", "institution"]
    bg: Name
    en: Name
    address_bg: Line = ""
    address_en: Line = ""
    phone: Line = ""
    email: Line = ""
    hours_bg: Line = ""
    hours_en: Line = ""
    default: bool = False
    secret: bool = False


class Hours(Document):
    """Opening hours: `days` as „mon-fri“ or „sat“, times as „08:00“."""

    days: Annotated[str, Field(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$")]
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Site(Entry):
    organisation: Reference
    settlement: Reference
    bg: Name
    en: Name
    address_bg: Line = ""
    address_en: Line = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    phone: Line = ""
    email: Line = ""
    hours: list[Hours] = []
    hours_note_bg: Line = ""
    hours_note_en: Line = ""
    access: list[_values(SiteAccess)] = []  # type: ignore[valid-type]
    access_note_bg: Line = ""
    access_note_en: Line = ""


class NeededDocument(Document):
    id: Reference
    when_bg: Line = ""
    when_en: Line = ""


class Fee(Document):
    basis: _values(models.FeeBasis) = "free"  # type: ignore[valid-type]
    note_bg: Line = ""
    note_en: Line = ""


class Discount(Document):
    """Who pays less: `percent` of the fee or of the income; 0 is free."""

    id: Slug
    bg: Name
    en: Name
    of: Literal["fee", "income"] = "fee"
    percent: Percent


class Tariff(Document):
    valid_from: date
    valid_to: date | None = None
    amount: Sum | None = None
    percent: Percent | None = None
    per: _values(models.Tariff.Per) = "month"  # type: ignore[valid-type]
    cap: Sum | None = None
    discounts: list[Discount] = []
    legal_ground: Reference | None = None


class Admission(Document):
    opens_on: date
    closes_on: date | None = None
    quota: Annotated[int, Field(ge=1)] | None = None


class Stage(Document):
    id: Slug
    status: Slug
    bg: Name
    en: Name
    text_bg: Text = ""
    text_en: Text = ""
    checklist_bg: Lines = []
    checklist_en: Lines = []
    due_days: Annotated[int, Field(ge=0, le=3650)] | None = None


class Requirement(Document):
    id: Slug
    subject: _values(models.Requirement.Subject) = "person"  # type: ignore[valid-type]
    tests: Condition = Condition()
    at_least: Annotated[int, Field(ge=1, le=30)] | None = None
    weight: _values(models.Requirement.Weight) = "must"  # type: ignore[valid-type]
    bg: Name
    en: Name
    otherwise_bg: Line = ""
    otherwise_en: Line = ""
    legal_ground: Reference | None = None


class Requires(Document):
    """What the law asks of the provider."""

    assessment: bool = False
    plan: bool = False
    contract: bool = False


def _needed(value: Any) -> Any:
    """A document without a condition is written as its identifier alone."""
    return {"id": value} if isinstance(value, str) else value


class Service(Entry):
    position: int = Field(0, ge=0, le=30000)
    published: bool = True
    abbr_bg: Annotated[Text, Field(max_length=20)] = ""
    name_bg: Name
    name_en: Name
    law_group: Reference
    law_groups_extra: References = []
    access: _values(models.Access)  # type: ignore[valid-type]
    referral_by: _values(models.ReferralBy)  # type: ignore[valid-type]
    decision_act: _values(models.DecisionAct)  # type: ignore[valid-type]
    online_application: bool = True
    emergency: bool = False
    hide_address: bool = False
    funding: list[Slug] = []
    provider_types: list[Slug] = []
    target_groups: References = []
    needs: References = []
    summary_bg: Annotated[Text, Field(min_length=1)]
    summary_en: Annotated[Text, Field(min_length=1)]
    gets_bg: Text = ""
    gets_en: Text = ""
    eligibility_note_bg: Text = ""
    eligibility_note_en: Text = ""
    priority_note_bg: Text = ""
    priority_note_en: Text = ""
    requirements: list[Requirement] = []
    fee: Fee = Fee()
    tariffs: list[Tariff] = []
    documents: list[Annotated[NeededDocument, BeforeValidator(_needed)]] = []
    admissions: list[Admission] = []
    stages: list[Stage] = []
    capacity_unit: _values(models.CapacityUnit) = "places"  # type: ignore[valid-type]
    max_duration_months: int | None = None
    max_hours_per_day: int | None = None
    requires: Requires = Requires()
    legal_grounds: References = []
    legal_refs: Lines = []
    decision_note_bg: Text = ""
    decision_note_en: Text = ""
    status_note_bg: Text = ""
    status_note_en: Text = ""
    valid_from: date | None = None
    valid_to: date | None = None
    egov_number: Annotated[Text, Field(max_length=12)] = ""
    owner: Reference | None = None
    reviewed_on: date | None = None
    review_months: int = Field(12, ge=1, le=120)
    aliases_bg: Lines = []
    aliases_en: Lines = []
    verified: bool = False
    sources: Lines = []
    notes: Text = ""


class Offer(Entry):
    service: Reference
    provider: Reference
    place: Reference | None = None
    settlement: Reference
    site_bg: Name
    site_en: Name
    capacity: int = Field(ge=0, le=100000)
    capacity_unit: _values(models.CapacityUnit) = "places"  # type: ignore[valid-type]
    valid_from: date
    valid_to: date | None = None


class Question(Entry):
    """A question of the finder; `bg` and `en` are the question itself."""

    position: int = Field(0, ge=0, le=30000)
    kind: _values(models.FinderQuestion.Kind)  # type: ignore[valid-type]
    bg: Name
    en: Name
    hint_bg: Line = ""
    hint_en: Line = ""
    options: list[Option] = []
    when: Condition = Condition()


class SharedQuestion(Entry):
    """A question of the bank: `question` as in a form (services.formschema.schema)."""

    position: int = Field(0, ge=0, le=30000)
    question: dict[str, Any]


class Form(Entry):
    """The published form of a service by its identifier, or `common`: what every application asks."""

    steps: list[dict[str, Any]]
