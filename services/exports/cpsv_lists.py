"""What the services of an export point to: data set, organisations, places, hours, life events, controlled values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.models import Organisation
from services.exports.cpsv import AUTHORITY, Iri, Statements, concept, concepts, local, thing
from services.exports.reading import Lists, in_both, texts
from services.models import DecisionAct, LawGroup, ReferralBy, Requirement, Site

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
        "sun": "Sunday"}  # fmt: skip
_LANGUAGES = {"BUL": {"bg": "български", "en": "Bulgarian"}, "ENG": {"bg": "английски", "en": "English"}}


def statements(lists: Lists) -> Statements:
    yield from _dataset(lists)
    yield from _statistics(lists)
    yield from _authorities()
    yield from _own_values(lists)
    for organisation in lists.organisations:
        yield from _organisation(organisation, lists)
    for place in lists.settlements:
        yield from thing(local("settlement", place.ekatte), "dct:Location", identifier=place.ekatte,
                         rdfs_label=texts(place, "name"), locn_geographicName=texts(place, "name"))  # fmt: skip
    for site in lists.sites:
        yield from _site(site)
    for need in lists.needs:
        yield from thing(local("life-event", need.slug), "cv:LifeEvent", "cv:Event", identifier=need.slug,
                         dct_title=texts(need, "name"), dct_description=texts(need, "hint"),
                         dct_type=local("need", need.slug))  # fmt: skip


def _dataset(lists: Lists) -> Statements:
    page = Iri(f"{settings.PUBLIC_URL}/open-data/")
    yield from thing(page, "foaf:Document")
    yield from thing(
        local("dataset", "catalogue"), "dcat:Dataset", identifier="catalogue",
        dct_title=in_both(_("Catalogue of social services")),
        dct_description=in_both(_("All social services of the municipality, with providers, places and fees.")),
        dct_publisher=local("organisation", lists.own.slug), dcat_landingPage=page, dct_license=Iri(LICENCE),
    )  # fmt: skip


def _statistics(lists: Lists) -> Statements:
    """The counts by month, and the files that hold them."""
    address = f"{settings.PUBLIC_URL}/open-data/statistics"
    files = {ending: Iri(f"{address}.{ending}") for ending in ("csv", "json")}
    yield from thing(
        local("dataset", "statistics"), "dcat:Dataset", identifier="statistics",
        dct_title=in_both(_("Social services in figures")),
        dct_description=in_both(_("How many asked, were answered and wait: by month, without small numbers.")),
        dct_publisher=local("organisation", lists.own.slug), dct_license=Iri(LICENCE),
        dcat_landingPage=Iri(f"{settings.PUBLIC_URL}/open-data/"), dcat_distribution=list(files.values()),
    )  # fmt: skip
    for ending, file in files.items():
        kind = Iri(
            f"https://www.iana.org/assignments/media-types/{'text/csv' if ending == 'csv' else 'application/json'}"
        )
        yield from thing(
            file, "dcat:Distribution", dcat_downloadURL=file, dct_license=Iri(LICENCE), dcat_mediaType=kind
        )


def _authorities() -> Statements:
    """Values of the European Union's lists that the catalogue uses."""
    for code, label in _LANGUAGES.items():
        language = Iri(f"{AUTHORITY}language/{code}")
        yield from concept(language, f"{AUTHORITY}language", label, code)
        yield from thing(language, "dct:LinguisticSystem")
    for table, code, label in (
        ("currency", "EUR", {"bg": "евро", "en": "euro"}),
        ("country", "BGR", {"bg": "България", "en": "Bulgaria"}),
        ("frequency", "WEEKLY", {"bg": "всяка седмица", "en": "weekly"}),
        ("main-activity", "soc-pro", {"bg": "социална закрила", "en": "Social protection"}),
    ):
        yield from concept(Iri(f"{AUTHORITY}{table}/{code}"), f"{AUTHORITY}{table}", label, code)
    yield from thing(Iri(f"{AUTHORITY}country/BGR"), "dct:Location")
    for code, label in (
        ("Completed", {"bg": "действа", "en": "Completed"}),
        ("Withdrawn", {"bg": "оттеглена", "en": "Withdrawn"}),
    ):
        yield from concept(Iri(f"http://purl.org/adms/status/{code}"), "http://purl.org/adms/status/1.0", label, code)


def _choices(values: Iterable[tuple[str, Any]]) -> list[tuple[str, dict[str, str]]]:
    return [(value, in_both(label)) for value, label in values]


def _own_values(lists: Lists) -> Statements:
    activities = LawGroup.objects.order_by("position")
    for scheme, prefix, rows in (
        ("activities", "activity", [(row.slug, texts(row, "name")) for row in activities]),
        ("target-groups", "target-group", [(row.slug, texts(row, "name")) for row in lists.target_groups]),
        ("needs", "need", [(row.slug, texts(row, "name")) for row in lists.needs]),
        ("channels", "channel", _choices([("phone", _("By phone")), ("counter", _("At the counter")),
                                          ("online", _("Online, on this portal"))])),
        ("referrals", "referral", _choices(ReferralBy.choices)),
        ("outputs", "output", _choices(DecisionAct.choices)),
        ("requirements", "requirement", _choices(Requirement.Weight.choices)),
        ("roles", "role", _choices([("provider", _("Helps the person"))])),
        ("sectors", "sector", _choices([("social-services", _("Social services"))])),
        ("documents", "document", []),
    ):  # fmt: skip
        yield from concepts(scheme, prefix, rows)


def _organisation(row: Organisation, lists: Lists) -> Statements:
    subject, contact = local("organisation", row.slug), local("contact", row.slug)
    own_area = local("area", lists.own.slug)
    is_public = row.kind != "provider"
    types = ["org:Organization", "foaf:Agent", *(["cv:PublicOrganisation"] if is_public else [])]
    address = local("address", row.slug) if row.address_bg else None
    yield from thing(subject, *types, identifier=row.slug, skos_prefLabel=texts(row, "name"),
                     dct_title=texts(row, "name"), dct_spatial=own_area, locn_address=address,
                     cv_contactPoint=contact)  # fmt: skip
    if row.pk == lists.own.pk:
        yield from thing(own_area, "dct:Location", rdfs_label=texts(row, "name"),
                         locn_geographicName=texts(row, "name"),
                         dct_isPartOf=Iri(f"{AUTHORITY}country/BGR"))  # fmt: skip
    if address:
        yield from thing(address, "locn:Address", locn_fullAddress=texts(row, "address"))
    hours = local("hours", row.slug) if row.hours_bg else None
    yield from thing(contact, "cv:ContactPoint", cv_telephone=row.phone, cv_email=row.email, cv_openingHours=hours)
    if hours:
        yield from _weekly(hours, texts(row, "hours"))


def _site(site: Site) -> Statements:
    subject, address = local("site", site.slug), local("address", f"site-{site.slug}")
    yield from thing(subject, "dct:Location", identifier=site.slug, rdfs_label=texts(site, "name"),
                     locn_geographicName=texts(site, "name"), locn_address=address,
                     dct_isPartOf=local("settlement", site.settlement.ekatte))  # fmt: skip
    if site.latitude is not None and site.longitude is not None:
        yield subject, "geo:lat", str(site.latitude)
        yield subject, "geo:long", str(site.longitude)
    yield from thing(address, "locn:Address", locn_fullAddress=texts(site, "address"),
                     locn_postCode=site.settlement.post_code, locn_postName=texts(site.settlement, "name"))  # fmt: skip
    contact = local("contact", f"site-{site.slug}")
    hours = [local("hours", f"site-{site.slug}-{place}") for place, _row in enumerate(site.hours)]
    yield subject, "cv:contactPoint", contact
    yield from thing(contact, "cv:ContactPoint", cv_telephone=site.phone, cv_email=site.email, cv_openingHours=hours)
    for place, row in enumerate(site.hours):
        yield from _timed(hours[place], row)


def _weekly(subject: Iri, told: dict[str, str]) -> Statements:
    yield from thing(
        subject, "time:TemporalEntity", dct_description=told, cv_frequency=Iri(f"{AUTHORITY}frequency/WEEKLY")
    )


def _timed(subject: Iri, row: dict[str, str]) -> Statements:
    """From the first day's opening to the last day's closing, each week."""
    first, _dash, last = row["days"].partition("-")
    yield from _weekly(subject, dict.fromkeys(("bg", "en"), f"{row['days']} {row['opens']}–{row['closes']}"))
    for edge, day, moment in (("Beginning", first, row["opens"]), ("End", last or first, row["closes"])):
        instant, described = Iri(f"{subject}-{edge.lower()}"), Iri(f"{subject}-{edge.lower()}-time")
        hour, minute = moment.split(":")
        yield subject, f"time:has{edge}", instant
        yield from thing(instant, "time:Instant", time_inDateTime=described)
        yield from thing(described, "time:DateTimeDescription", time_dayOfWeek=Iri(f"time:{DAYS[day]}"),
                         time_hour=int(hour), time_minute=int(minute),
                         time_unitType=Iri("time:unitMinute"))  # fmt: skip
