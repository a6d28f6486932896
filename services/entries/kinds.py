"""Every kind of entry, its section in a file and its columns.

The order is the order of loading: an entry points only to kinds that stand before its own.
"""

from django.utils.translation import gettext_lazy as _

from people.models import Organisation, Settlement
from services.entries import documents, forms, parts
from services.entries.kind import KINDS, Kind
from services.models import (
    BankQuestion,
    DocumentType,
    FinderQuestion,
    FormVersion,
    LawGroup,
    LegalGround,
    Need,
    Offer,
    Service,
    Signpost,
    Site,
    TargetGroup,
)

_NAMES = {"bg": "name_bg", "en": "name_en"}


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_ALL = [
    Kind("law_group", "law_groups", _("group of services"), documents.LawGroup, LawGroup,
         columns={**_NAMES, **_same("position")}),
    Kind("target_group", "target_groups", _("target group"), documents.TargetGroup, TargetGroup,
         columns={**_NAMES, **_same("position", "legal_bg")}),
    Kind("need", "needs", _("need"), documents.Need, Need,
         columns={**_NAMES, **_same("position", "hint_bg", "hint_en"), "danger": "is_danger"}),
    Kind("document", "documents", _("kind of document"), documents.DocumentKind, DocumentType,
         columns={**_NAMES, **_same("regix", "issued_by_office", "shown_as_bg")}),
    Kind("legal_ground", "legal_grounds", _("legal ground"), documents.LegalGround, LegalGround,
         columns={**_NAMES, **_same("text_bg", "text_en", "valid_from", "valid_to", "verified")}),
    Kind("settlement", "settlements", _("settlement"), documents.Settlement, Settlement, key="ekatte",
         columns={**_NAMES, **_same("kind", "post_code", "municipality_bg", "region_bg", "latitude", "longitude")},
         only={"is_local": True}),
    Kind("organisation", "organisations", _("organisation"), documents.Organisation, Organisation,
         columns={**_NAMES, **_same("kind", "address_bg", "address_en", "phone", "email", "hours_bg", "hours_en"),
                  "default": "is_default_unit", "secret": "is_secret"}),
    Kind("site", "sites", _("site"), documents.Site, Site,
         columns={**_NAMES, **_same("address_bg", "address_en", "latitude", "longitude", "phone", "email",
                                    "hours_note_bg", "hours_note_en", "access", "access_note_bg", "access_note_en")},
         refs={"organisation": ("organisation", "organisation"), "settlement": ("settlement", "settlement")},
         read_more=parts.read_site, write_more=parts.write_site),
    Kind("service", "services", _("service"), documents.Service, Service,
         columns={**_same("position", "abbr_bg", "name_bg", "name_en", "access", "referral_by", "decision_act",
                          "online_application", "emergency", "summary_bg", "summary_en", "gets_bg", "gets_en",
                          "capacity_unit", "valid_from", "valid_to", "egov_number", "reviewed_on", "review_months",
                          "aliases_bg", "aliases_en"),
                  "published": "is_published", "eligibility_note_bg": "eligibility_bg",
                  "eligibility_note_en": "eligibility_en", "priority_note_bg": "priority_bg",
                  "priority_note_en": "priority_en"},
         refs={"law_group": ("law_group", "law_group"), "owner": ("owner", "organisation")},
         read_more=parts.read_service, write_more=parts.write_service, prefetch=parts.OF_SERVICE),
    Kind("offer", "offers", _("offer"), documents.Offer, Offer,
         columns=_same("site_bg", "site_en", "capacity", "capacity_unit", "valid_from", "valid_to"),
         refs={"service": ("service", "service"), "provider": ("provider", "organisation"),
               "place": ("place", "site"), "settlement": ("settlement", "settlement")}),
    Kind("signpost", "signposts", _("signpost"), documents.Signpost, Signpost,
         columns={**_NAMES, **_same("ask_bg", "ask_en", "aliases_bg", "aliases_en")},
         read_more=parts.read_signpost, write_more=parts.write_signpost),
    Kind("finder_question", "finder_questions", _("question of the finder"), documents.Question, FinderQuestion,
         columns={**_NAMES, **_same("position", "kind", "hint_bg", "hint_en")},
         read_more=parts.read_question, write_more=parts.write_question),
    Kind("bank_question", "question_bank", _("shared question"), documents.SharedQuestion, BankQuestion,
         columns=_same("position", "question")),
    forms.FormKind("form", "forms", _("form"), documents.Form, FormVersion),
]  # fmt: skip
KINDS.update({kind.name: kind for kind in _ALL})
SECTIONS: dict[str, Kind] = {kind.section: kind for kind in _ALL}
