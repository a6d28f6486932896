"""What the parts of a document are called, for people: each field, each choice, each code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models.organisation import OrganisationKind
from services import models
from services.models.offer import Access as SiteAccess

FIELDS: dict[str, Any] = {
    "abbr_bg": _("Abbreviation"),
    "access": _("Access"),
    "access_note_bg": _("Note to the accessibility, in Bulgarian"),
    "access_note_en": _("Note to the accessibility, in English"),
    "address_bg": _("Address in Bulgarian"),
    "address_en": _("Address in English"),
    "admissions": _("Period of applying"),
    "aliases_bg": _("Everyday words in Bulgarian"),
    "aliases_en": _("Everyday words in English"),
    "all": _("All of"),
    "amount": _("Sum"),
    "any": _("Any of"),
    "ask_bg": _("Whom to ask, in Bulgarian"),
    "ask_en": _("Whom to ask, in English"),
    "assessment": _("Assessment"),
    "at_least": _("At least … people"),
    "autocomplete": _("The browser fills in"),
    "basis": _("How the fee is set"),
    "bg": _("Name in Bulgarian"),
    "cap": _("Never more than"),
    "capacity": _("Capacity"),
    "capacity_unit": _("Unit of capacity"),
    "checklist_bg": _("Checklist in Bulgarian"),
    "checklist_en": _("Checklist in English"),
    "closes": _("Closes at"),
    "closes_on": _("Closes on"),
    "coded": _("Counted in statistics"),
    "contract": _("Contract"),
    "danger": _("Somebody may be in danger"),
    "days": _("Days"),
    "decision_act": _("Ends with"),
    "decision_note_bg": _("Note to the decision, in Bulgarian"),
    "decision_note_en": _("Note to the decision, in English"),
    "default": _("Takes what no rule routes"),
    "discounts": _("Discount"),
    "documents": _("Document"),
    "due_days": _("Days for it"),
    "egov_number": _("Number in the register of services"),
    "eligibility_note_bg": _("Who may use it, in Bulgarian"),
    "eligibility_note_en": _("Who may use it, in English"),
    "email": _("E-mail"),
    "emergency": _("Emergency"),
    "en": _("Name in English"),
    "fee": _("Fee"),
    "field": _("Answer"),
    "funding": _("Paid by"),
    "gets_bg": _("What a person gets, in Bulgarian"),
    "gets_en": _("What a person gets, in English"),
    "hide_address": _("The address is kept secret"),
    "hint_bg": _("Hint in Bulgarian"),
    "hint_en": _("Hint in English"),
    "hours": _("Opening hours"),
    "hours_bg": _("Opening hours in Bulgarian"),
    "hours_en": _("Opening hours in English"),
    "hours_note_bg": _("Note to the hours, in Bulgarian"),
    "hours_note_en": _("Note to the hours, in English"),
    "id": _("Identifier"),
    "intro_bg": _("Introduction in Bulgarian"),
    "intro_en": _("Introduction in English"),
    "issued_by_office": _("Issued by the office"),
    "key": _("Identifier"),
    "kind": _("Kind"),
    "label_bg": _("Question in Bulgarian"),
    "label_en": _("Question in English"),
    "latitude": _("Latitude"),
    "law_group": _("Group of services"),
    "law_groups_extra": _("Further groups of services"),
    "legal_bg": _("Name in the law"),
    "legal_ground": _("Legal ground"),
    "legal_grounds": _("Legal grounds"),
    "legal_refs": _("Articles of law"),
    "longitude": _("Longitude"),
    "max_duration_months": _("For at most … months"),
    "max_hours_per_day": _("At most … hours a day"),
    "municipality_bg": _("Municipality"),
    "name_bg": _("Name in Bulgarian"),
    "name_en": _("Name in English"),
    "needs": _("Needs"),
    "note_bg": _("What it costs, in Bulgarian"),
    "note_en": _("What it costs, in English"),
    "notes": _("Notes of the editors"),
    "of": _("Percent of"),
    "online_application": _("Can be applied for online"),
    "op": _("Comparison"),
    "opens": _("Opens at"),
    "opens_on": _("Opens on"),
    "options": _("Answer to choose"),
    "organisation": _("Organisation"),
    "otherwise_bg": _("Otherwise, in Bulgarian"),
    "otherwise_en": _("Otherwise, in English"),
    "owner": _("Kept by"),
    "past": _("Only a day that has passed"),
    "per": _("For"),
    "percent": _("Percent"),
    "phone": _("Phone"),
    "place": _("Place"),
    "plan": _("Plan"),
    "position": _("Place in the list"),
    "post_code": _("Postal code"),
    "priority_note_bg": _("Who comes first, in Bulgarian"),
    "priority_note_en": _("Who comes first, in English"),
    "provider": _("Provider"),
    "provider_types": _("Kinds of provider"),
    "published": _("Shown to people"),
    "question": _("Question"),
    "questions": _("Question"),
    "quota": _("At most … applications"),
    "referral_by": _("Referred by"),
    "region_bg": _("Region"),
    "regix": _("Obtained from a register"),
    "required": _("Must be answered"),
    "requirements": _("Condition of use"),
    "requires": _("The provider needs"),
    "review_months": _("To be checked every … months"),
    "reviewed_on": _("Last checked on"),
    "secret": _("The address is kept secret"),
    "service": _("Service"),
    "settlement": _("Settlement"),
    "shown_as_bg": _("Shown as"),
    "site_bg": _("Site in Bulgarian"),
    "site_en": _("Site in English"),
    "sources": _("Sources"),
    "stages": _("Stage"),
    "status": _("During"),
    "status_note_bg": _("Note to the state, in Bulgarian"),
    "status_note_en": _("Note to the state, in English"),
    "steps": _("Step"),
    "subject": _("About"),
    "summary_bg": _("Summary in Bulgarian"),
    "summary_en": _("Summary in English"),
    "target_groups": _("Target groups"),
    "tariffs": _("Fee"),
    "tests": _("Tests"),
    "text_bg": _("Text in Bulgarian"),
    "text_en": _("Text in English"),
    "title_bg": _("Title in Bulgarian"),
    "title_en": _("Title in English"),
    "undecided": _("Not known yet"),
    "valid_from": _("In force from"),
    "valid_to": _("In force until"),
    "value": _("Value"),
    "verified": _("Checked by a lawyer"),
    "weight": _("Weight"),
    "when": _("Asked when"),
    "when_bg": _("Condition in Bulgarian"),
    "when_en": _("Condition in English"),
}
# Where a word means something else in one kind of entry.
OF_KIND: dict[tuple[str, str], Any] = {
    ("finder_question", "bg"): _("Question in Bulgarian"),
    ("finder_question", "en"): _("Question in English"),
    ("settlement", "id"): _("Code of the settlement"),
    ("settlement", "bg"): _("Name in Bulgarian"),
    ("site", "access"): _("Accessibility"),
    ("signpost", "ask_bg"): _("Whom to ask, in Bulgarian"),
}
CHOICES: dict[str, Any] = {
    "access": dict(models.Access.choices),
    "basis": dict(models.FeeBasis.choices),
    "capacity_unit": dict(models.CapacityUnit.choices),
    "decision_act": dict(models.DecisionAct.choices),
    "funding": {
        "municipal": _("the municipality"), "state": _("the state"), "mixed": _("the state and the municipality"),
        "eu_programme": _("a European programme"),
    },
    "of": {"fee": _("the fee"), "income": _("the income")},
    "op": {
        "is": _("is"), "is_not": _("is not"), "one_of": _("is one of"), "contains": _("contains"),
        "at_least": _("is at least"), "at_most": _("is at most"), "answered": _("is answered"),
    },
    "per": dict(models.Tariff.Per.choices),
    "provider_types": {
        "municipality": _("municipality"), "municipal_entity": _("municipal enterprise"),
        "private_licensed": _("licensed private provider"), "state": _("the state"),
    },
    "referral_by": dict(models.ReferralBy.choices),
    "subject": dict(models.Requirement.Subject.choices),
    "weight": dict(models.Requirement.Weight.choices),
}  # fmt: skip
CHOICES_OF_KIND: dict[tuple[str, str], Any] = {
    ("site", "access"): dict(SiteAccess.choices),
    ("finder_question", "kind"): dict(models.FinderQuestion.Kind.choices),
    ("organisation", "kind"): dict(OrganisationKind.choices),
}
QUESTION_KINDS: dict[str, Any] = {
    "address": _("address"), "date": _("date"), "declaration": _("declaration"), "email": _("e-mail"),
    "file": _("file"), "household": _("people in the home"), "identity": _("personal number"),
    "income": _("income table"), "information": _("information"), "long_text": _("long text"),
    "many_of": _("many of"), "money": _("sum"), "number": _("number"), "one_of": _("one of"),
    "person": _("person"), "phone": _("phone"), "text": _("text"), "yes_no": _("yes or no"),
}  # fmt: skip
CHOICES_OF_KIND |= {("form", "kind"): QUESTION_KINDS, ("bank_question", "kind"): QUESTION_KINDS}
WEEKDAYS: dict[str, Any] = {
    "mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"), "fri": _("Friday"),
    "sat": _("Saturday"), "sun": _("Sunday"),
}  # fmt: skip

DATES = frozenset({"valid_from", "valid_to", "opens_on", "closes_on", "reviewed_on"})
SUMS = frozenset({"amount", "cap"})
# Fields that name other entries, by the kind they name.
TARGETS = {
    "law_group": "law_group", "law_groups_extra": "law_group", "target_groups": "target_group", "needs": "need",
    "legal_ground": "legal_ground", "legal_grounds": "legal_ground", "owner": "organisation",
    "organisation": "organisation", "provider": "organisation", "settlement": "settlement", "service": "service",
    "place": "site",
}  # fmt: skip


def of_field(kind: str, field: str) -> str:
    return str(OF_KIND.get((kind, field)) or FIELDS.get(field) or field)


def choice(kind: str, field: str, value: str) -> str | None:
    """In words, or None when the field has no choices."""
    choices = CHOICES_OF_KIND.get((kind, field), CHOICES.get(field))
    return None if choices is None else str(choices.get(value, value))
