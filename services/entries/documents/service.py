"""A service with its parts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services import models
from services.entries.documents.base import (
    Condition,
    Document,
    Entry,
    EverydayWords,
    Line,
    Lines,
    Name,
    Percent,
    Position,
    Reference,
    References,
    Remark,
    Slug,
    Sum,
    Text,
    once_by,
    values_of,
)


class NeededDocument(Document):
    id: Reference
    when_bg: Remark = ""
    when_en: Remark = ""


class Fee(Document):
    basis: values_of(models.FeeBasis) = "free"  # type: ignore[valid-type]
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
    per: values_of(models.Tariff.Per) = "month"  # type: ignore[valid-type]
    cap: Sum | None = None
    discounts: list[Discount] = []
    legal_ground: Reference | None = None


class Admission(Document):
    opens_on: date
    closes_on: date | None = None
    quota: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    by_invitation: bool = False

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Admission:
        if self.closes_on is not None and self.closes_on < self.opens_on:
            raise PydanticCustomError("days_in_order", "The last day is before the first.")
        return self


class Stage(Document):
    id: Slug
    status: Annotated[Slug, Field(max_length=24)]
    bg: Name
    en: Name
    text_bg: Text = ""
    text_en: Text = ""
    checklist_bg: Lines = []
    checklist_en: Lines = []
    due_days: Annotated[int, Field(ge=0, le=3650)] | None = None


class Requirement(Document):
    id: Slug
    subject: values_of(models.Requirement.Subject) = "person"  # type: ignore[valid-type]
    tests: Condition = Condition()
    at_least: Annotated[int, Field(ge=1, le=30)] | None = None
    weight: values_of(models.Requirement.Weight) = "must"  # type: ignore[valid-type]
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
    position: Position = 0
    published: bool = True
    abbr_bg: Annotated[Text, Field(max_length=20)] = ""
    name_bg: Name
    name_en: Name
    law_group: Reference
    law_groups_extra: References = []
    access: values_of(models.Access)  # type: ignore[valid-type]
    referral_by: values_of(models.ReferralBy)  # type: ignore[valid-type]
    decision_act: values_of(models.DecisionAct)  # type: ignore[valid-type]
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
    requirements: Annotated[list[Requirement], once_by("id")] = []
    fee: Fee = Fee()
    tariffs: Annotated[list[Tariff], once_by("valid_from", in_order=True)] = []
    documents: Annotated[list[Annotated[NeededDocument, BeforeValidator(_needed)]], once_by("id")] = []
    admissions: Annotated[list[Admission], once_by("opens_on", in_order=True)] = []
    stages: Annotated[list[Stage], once_by("id")] = []
    capacity_unit: values_of(models.CapacityUnit) = "places"  # type: ignore[valid-type]
    max_duration_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    max_hours_per_day: Annotated[int, Field(ge=0, le=24)] | None = None
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
    aliases_bg: EverydayWords = []
    aliases_en: EverydayWords = []
    verified: bool = False
    sources: Lines = []
    notes: Text = ""
