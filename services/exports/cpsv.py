"""A service as statements of CPSV-AP 3.2 (Core Public Service Vocabulary, application profile).

A statement is (subject, predicate, value); predicates are short („dct:title“). Values: `Iri`, a text for each language,
a plain text, a number, a date, or `Days`. `services.exports.rdf` writes them down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services import fees
from services.exports import reading
from services.exports.reading import Lists, in_both, texts
from services.models import DecisionAct, FeeBasis, Offer, ReferralBy, Service, Tariff

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CONTEXT: dict[str, Any] = {**PREFIXES, "id": "@id", "type": "@type"}
AUTHORITY = "http://publications.europa.eu/resource/authority/"


class Iri(str):
    """A name of a thing, short or whole."""


@dataclass(frozen=True)
class Days:
    days: int


Statement = tuple[str, str, Any]
Statements = Iterator[Statement]


def local(kind: str, slug: str) -> Iri:
    """A thing that has no page of its own, named on the page of open data."""
    return Iri(f"{settings.PUBLIC_URL}/open-data/#{kind}-{slug}")


def part(service: Service, name: str) -> Iri:
    return Iri(f"{reading.page_of(service)}#{name}")


def code(scheme: str, value: str) -> Iri:
    """A value of a list that the portal keeps itself."""
    return local(scheme, value)


def thing(subject: Iri, *types: str, identifier: str = "", **more: Any) -> Statements:
    """Its types, its identifier, and what else is said: `dct_title=…`; lists are said one by one."""
    for name in types:
        yield subject, "rdf:type", Iri(name)
    if identifier:
        yield subject, "dct:identifier", identifier
    for name, value in more.items():
        for one in value if isinstance(value, list) else [value]:
            if one not in (None, "", {}):
                yield subject, name.replace("_", ":", 1), one


def of_service(service: Any, lists: Lists) -> Statements:
    offers: list[Offer] = [] if service.is_protected else service.open_offers
    subject = part(service, "service")
    yield from _itself(subject, service, lists)
    yield from _places(subject, offers, lists)
    yield from _channels(subject, service, lists)
    yield from _documents(subject, service)
    yield from _conditions(subject, service)
    yield from _costs(subject, service, lists)
    yield from _result(subject, service)
    yield from _participants(subject, service, offers)


def _itself(subject: Iri, service: Any, lists: Lists) -> Statements:
    keywords = [{"bg": word} for word in service.aliases_bg] + [{"en": word} for word in service.aliases_en]
    groups = [service.law_group, *service.extra_law_groups.all()]
    is_over = service.valid_to is not None and service.valid_to < timezone.localdate()
    yield from thing(
        subject,
        "cpsv:PublicService",
        identifier=service.slug,
        dct_title=texts(service, "name"),
        dct_description=texts(service, "summary"),
        dct_alternative={"bg": service.abbr_bg} if service.abbr_bg else None,
        dct_language=[Iri(f"{AUTHORITY}language/BUL"), Iri(f"{AUTHORITY}language/ENG")],
        dct_type=Iri(f"{AUTHORITY}main-activity/soc-pro"),
        dct_isPartOf=local("dataset", "catalogue"),
        dct_audience=[code("target-group", group.slug) for group in service.target_groups.all()],
        dct_modified=timezone.localdate(service.revised_at) if service.revised_at else None,
        dcat_keyword=keywords,
        foaf_page=[Iri(reading.page_of(service, language)) for language in reading.LANGUAGES],
        adms_status=Iri("http://purl.org/adms/status/" + ("Withdrawn" if is_over else "Completed")),
        cv_hasCompetentAuthority=local("organisation", lists.own.slug),
        cv_contactPoint=local("contact", lists.own.slug),
        cv_thematicArea=[code("activity", group.slug) for group in groups],
        cv_sector=code("sector", "social-services"),
        cv_isGroupedBy=[local("life-event", need.slug) for need in service.needs.all()],
        cv_hasLegalResource=[local("law", ground.slug) for ground in service.legal_grounds.all()],
    )  # fmt: skip
    yield local("dataset", "catalogue"), "dct:hasPart", subject
    for language in reading.LANGUAGES:
        yield from thing(Iri(reading.page_of(service, language)), "foaf:Document")
    took = getattr(service, "processing_time", None)
    if took is not None:
        yield subject, "cv:processingTime", Days(took.p90)


def _places(subject: Iri, offers: list[Offer], lists: Lists) -> Statements:
    yield subject, "dct:spatial", local("area", lists.own.slug)
    for offer in offers:
        yield subject, "dct:spatial", local("settlement", offer.settlement.ekatte)
        if offer.place:
            yield subject, "dct:spatial", local("site", offer.place.slug)


def _channels(subject: Iri, service: Service, lists: Lists) -> Statements:
    own = lists.own
    channels: list[tuple[str, dict[str, Any]]] = [
        ("phone", {"foaf_phone": own.phone, "dct_description": in_both(_("By phone"))})
    ]
    if not service.emergency:
        counters = [row for row in lists.organisations if row.kind == "counter"]
        counters = counters or [own]
        channels += [
            (f"counter-{row.slug}", {
                "dct_description": texts(row, "name"),
                "cv_openingHours": local("hours", row.slug) if row.hours_bg else None,
            })
            for row in counters
        ]  # fmt: skip
    if service.can_apply_online:
        page = Iri(f"{settings.PUBLIC_URL}/apply/{service.slug}/")
        channels.append(("online", {"foaf_page": page, "dct_description": in_both(_("Online, on this portal"))}))
        yield from thing(page, "foaf:Document")
    for name, more in channels:
        channel = part(service, f"channel-{name}")
        yield subject, "cv:hasChannel", channel
        owner = local("organisation", name.removeprefix("counter-") if name.startswith("counter-") else own.slug)
        yield from thing(channel, "cv:Channel", identifier=f"{service.slug}/{name}", cv_ownedBy=owner,
                         dct_type=code("channel", name.split("-")[0]), **more)  # fmt: skip


def _documents(subject: Iri, service: Service) -> Statements:
    for needed in service.documents.all():
        kind = needed.document_type
        evidence, evidence_type = part(service, f"evidence-{kind.slug}"), local("evidence-type", kind.slug)
        yield subject, "cpsv:hasInput", evidence
        yield subject, "cv:hasInputType", evidence_type
        yield from thing(evidence, "cv:Evidence", identifier=f"{service.slug}/{kind.slug}",
                         dct_title=texts(kind, "name"), dct_description=texts(needed, "when"),
                         dct_conformsTo=evidence_type, dct_type=code("document", kind.slug))  # fmt: skip
        yield from thing(evidence_type, "cv:EvidenceType", identifier=kind.slug, dct_title=texts(kind, "name"),
                         cv_evidenceTypeClassification=code("document", kind.slug))  # fmt: skip
        yield from concept(code("document", kind.slug), "documents", texts(kind, "name"), kind.slug)


def _conditions(subject: Iri, service: Service) -> Statements:
    """Who may use it, as requirements; how it is asked for, as a rule that the law stands behind."""
    rule = part(service, "rule")
    yield subject, "cpsv:follows", rule
    grounds = [local("law", ground.slug) for ground in service.legal_grounds.all()]
    yield from thing(rule, "cpsv:Rule", identifier=f"{service.slug}/rule", dct_title=in_both(_("How it is asked for")),
                     dct_description=in_both(ReferralBy(service.referral_by).label),
                     dct_type=code("referral", service.referral_by), cpsv_implements=grounds)  # fmt: skip
    wanted = [(row.slug, texts(row, "name"), code("requirement", row.weight)) for row in service.requirements.all()]
    if service.eligibility_bg:
        wanted.append(("eligibility", texts(service, "eligibility"), code("requirement", "must")))
    if service.priority_bg:
        wanted.append(("priority-note", texts(service, "priority"), code("requirement", "priority")))
    for name, title, kind in wanted:
        requirement = part(service, f"requirement-{name}")
        yield subject, "cv:holdsRequirement", requirement
        yield from thing(requirement, "cv:Requirement", identifier=f"{service.slug}/{name}", dct_title=title,
                         dct_type=kind, cv_fulfils=rule)  # fmt: skip
    for ground in service.legal_grounds.all():
        yield from thing(local("law", ground.slug), "eli:LegalResource", identifier=ground.slug,
                         dct_title=texts(ground, "name"), dct_description=texts(ground, "text"))  # fmt: skip


def _costs(subject: Iri, service: Service, lists: Lists) -> Statements:
    euro = Iri(f"{AUTHORITY}currency/EUR")
    note = texts(service, "fee_note") or in_both(FeeBasis(service.fee_basis).label)
    name, amount = "fee", 0.0 if service.fee_basis == "free" else None
    tariff = fees.in_force_of(service.tariffs.all(), timezone.localdate())
    if tariff is not None and tariff.amount is not None:
        name, amount = str(tariff.valid_from), float(tariff.amount)
        note = _with_unit(note, in_both(Tariff.Per(tariff.per).label))
    cost = part(service, f"cost-{name}")
    yield subject, "cv:hasCost", cost
    yield from thing(cost, "cv:Cost", identifier=f"{service.slug}/{name}", dct_description=note,
                     cv_currency=euro if amount is not None else None,
                     cv_isDefinedBy=local("organisation", lists.own.slug))  # fmt: skip
    if amount is not None:
        yield cost, "cv:hasValue", amount


def _with_unit(note: dict[str, str], per: dict[str, str]) -> dict[str, str]:
    return {language: f"{text} ({per[language]})" for language, text in note.items()}


def _result(subject: Iri, service: Service) -> Statements:
    output = part(service, "output")
    yield subject, "cpsv:produces", output
    is_act = service.decision_act != DecisionAct.NONE
    title = in_both(DecisionAct(service.decision_act).label) if is_act else texts(service, "name")
    yield from thing(output, "cv:Output", identifier=f"{service.slug}/output", dct_title=title,
                     dct_description=texts(service, "gets"), dct_type=code("output", service.decision_act))  # fmt: skip


def _participants(subject: Iri, service: Service, offers: list[Offer]) -> Statements:
    for offer in offers:
        participation = part(service, f"offer-{offer.slug}")
        yield subject, "cv:hasParticipation", participation
        yield from thing(participation, "cv:Participation", identifier=offer.slug, dct_description=texts(offer, "site"),
                         cv_role=code("role", "provider"),
                         cv_hasParticipant=local("organisation", offer.provider.slug))  # fmt: skip


def concept(subject: Iri, scheme: str, label: dict[str, str], notation: str = "") -> Statements:
    """A controlled value with its type, label and scheme: a graph is understood by itself."""
    kept = Iri(scheme) if scheme.startswith("http") else local("scheme", scheme)
    yield from thing(subject, "skos:Concept", skos_prefLabel=label, skos_inScheme=kept, skos_notation=notation)


def concepts(scheme: str, prefix: str, rows: Iterable[tuple[str, dict[str, str]]]) -> Statements:
    yield from thing(local("scheme", scheme), "skos:ConceptScheme", identifier=scheme)
    for slug, label in rows:
        yield from concept(code(prefix, slug), scheme, label, slug)
