"""Which fields of an entry are edited together. A service has many small forms, other kinds have one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from services.entries import Kind

# Built by pages of their own.
ELSEWHERE = frozenset({"form", "bank_question"})
# What a list of them is called.
PLURALS: dict[str, Any] = {
    "service": _("Services"), "law_group": _("Groups of services"), "target_group": _("Target groups"),
    "need": _("Needs"), "document": _("Kinds of documents"), "legal_ground": _("Legal grounds"),
    "settlement": _("Settlements"), "organisation": _("Organisations and providers"), "site": _("Places"),
    "offer": _("Offers of providers"), "signpost": _("Help that other institutions give"),
    "finder_question": _("Questions of the finder"),
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """`fields` are paths into the document: „fee__basis“."""

    name: str
    title: Any
    fields: tuple[str, ...]
    intro: Any = ""


_SERVICE = (
    Section("texts", _("Texts"), (
        "name_bg", "name_en", "abbr_bg", "summary_bg", "summary_en", "gets_bg", "gets_en",
        "eligibility_note_bg", "eligibility_note_en", "priority_note_bg", "priority_note_en",
    ), _("Short sentences and everyday words. The reader may be tired, old or in a hurry.")),
    Section("who", _("For whom and how"), (
        "law_group", "law_groups_extra", "target_groups", "needs", "access", "referral_by", "decision_act",
        "online_application", "emergency", "hide_address",
    )),
    Section("requirements", _("Conditions of use"), ("requirements",),
            _("The finder compares people's answers with these conditions. They advise; an officer decides.")),
    Section("documents", _("Documents"), ("documents",),
            _("What a person brings. Write the condition only when not everybody needs the document.")),
    Section("fees", _("Fees"), ("fee__basis", "fee__note_bg", "fee__note_en", "tariffs"),
            _("A new fee is a new row with its first day; the old row stays and gets a last day.")),
    Section("periods", _("When it is offered"), ("valid_from", "valid_to", "admissions"),
            _("Leave it empty for a service that is always there.")),
    Section("stages", _("Stages"), (
        "stages", "decision_note_bg", "decision_note_en", "status_note_bg", "status_note_en",
    ), _("The steps of the work as the citizen and the officer see them.")),
    Section("law", _("The law"), ("legal_grounds", "legal_refs")),
    Section("words", _("Everyday words"), ("aliases_bg", "aliases_en"),
            _("How people ask for it, with commas between. The search finds the service by these words.")),
    Section("facts", _("Facts"), (
        "capacity_unit", "max_duration_months", "max_hours_per_day", "requires__assessment", "requires__plan",
        "requires__contract", "funding", "provider_types", "egov_number",
    )),
    Section("review", _("Review and owner"), (
        "published", "position", "owner", "reviewed_on", "review_months", "verified", "sources", "notes",
    )),
)  # fmt: skip
# What a service cannot do without: the rest is filled in afterwards, section by section.
_NEW_SERVICE = (
    "name_bg", "name_en", "summary_bg", "summary_en", "law_group", "target_groups", "access", "referral_by",
    "decision_act", "online_application",
)  # fmt: skip


def sections_of(kind: Kind) -> tuple[Section, ...]:
    if kind.name == "service":
        return _SERVICE
    names = tuple(name for name in kind.document.model_fields if name not in {"id", "when"})
    conditions = ("when__all", "when__any") if "when" in kind.document.model_fields else ()
    return (Section("all", _("All of the entry"), (*names, *conditions)),)


def section(kind: Kind, name: str) -> Section | None:
    return next((found for found in sections_of(kind) if found.name == name), None)


def new_section(kind: Kind) -> Section:
    fields = _NEW_SERVICE if kind.name == "service" else sections_of(kind)[0].fields
    return Section("new", _("New entry"), ("id", *fields))
