"""What the reading interface answers, as types: its description (OpenAPI) is made from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

Language = Literal["bg", "en", "both"]
Item = TypeVar("Item")


class Both(BaseModel):
    bg: str
    en: str


Text = Annotated[str | Both, Field(description="In the asked language, or in both.")]


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None = Field(None, description="Address of the next page; absent on the last one.")


class Word(BaseModel):
    id: str
    name: Text


class TargetGroup(Word):
    services: str = Field(description="Address of the services for this group.")


class Need(Word):
    hint: Text | None = None
    danger: bool = Field(description="Somebody may be in danger: show 112 first.")
    services: str = Field(description="Address of the services for this need.")


class Signpost(Word):
    ask: Text = Field(description="Whom to turn to instead.")


class Hours(BaseModel):
    days: str = Field(description="A day or a range: sat, mon-fri.")
    opens: str
    closes: str


class Organisation(Word):
    kind: Literal["municipality", "counter", "unit", "provider", "institution"]
    address: Text | None = None
    phone: str | None = None
    email: str | None = None
    hours: Text | None = None


class Site(Word):
    organisation: str
    settlement: Word = Field(description="Its identifier is the code of EKATTE.")
    address: Text | None = None
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    email: str | None = None
    hours: list[Hours]
    hours_note: Text | None = None
    access: list[str]
    access_note: Text | None = None


class Places(BaseModel):
    free: int
    total: int
    waiting: int
    as_of: datetime


class Offer(BaseModel):
    id: str
    service: str
    provider: Word
    site: Text
    place: str | None = Field(None, description="Identifier of the site.")
    settlement: str
    phone: str | None = None
    capacity: int
    capacity_unit: str
    places: Places | None = None
    valid_from: date
    valid_to: date | None = None


class Fee(BaseModel):
    basis: str
    note: Text | None = None
    amount: float | None = Field(None, description="In euro.")
    percent: float | None = Field(None, description="Of the monthly income.")
    per: str | None = None


class Document(Word):
    when: Text | None = None
    obtained_by_us: bool


class ProcessingTime(BaseModel):
    half_within_days: int
    nine_of_ten_within_days: int
    cases: int
    as_of: datetime


class Service(Word):
    summary: Text
    gets: Text | None = None
    eligibility: Text | None = None
    priority: Text | None = None
    activity: Word
    access: str
    referral_by: str
    decision_act: str
    online_application: bool
    emergency: bool
    target_groups: list[Word]
    needs: list[Word]
    documents: list[Document]
    legal_grounds: list[Word]
    fee: Fee
    capacity_unit: str
    processing_time: ProcessingTime | None = None
    offers: list[Offer]
    valid_from: date | None = None
    valid_to: date | None = None
    egov_number: str | None = None
    reviewed_on: date | None = None
    changed_at: datetime | None = None
    page: str


class Change(BaseModel):
    id: int
    kind: str
    entry: str
    at: datetime
    told: Text | None = Field(None, description="What changed for people; absent for small repairs.")


class Fault(BaseModel):
    field: str
    message: str


class Checked(BaseModel):
    """Whether answers could be taken as they are, and what is wrong with them otherwise."""

    valid: bool
    errors: list[Fault]


class Problem(BaseModel):
    """An error in the form of RFC 9457, in the asked language."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None
