"""The data package of HSDS: the same full services, laid out as tables and packed with their description."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from services.exports import hsds, reading
from services.exports.cells import safe

LICENCE = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0",
           "path": "https://creativecommons.org/licenses/by/4.0/"}  # fmt: skip
NUMBERS = {"latitude", "longitude", "amount", "available", "maximum"}
# A table: its file and its columns. A column „x_id“ points to the table x.
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "organization": ("organizations.csv", ("id", "name", "alternate_name", "description", "email",
                                           "parent_organization_id")),
    "service": ("services.csv", ("id", "organization_id", "name", "alternate_name", "description", "url", "status",
                                 "application_process", "fees_description", "eligibility_description", "assured_date",
                                 "last_modified", "description_en", "url_en", "application_process_en",
                                 "fees_description_en", "eligibility_description_en")),
    "service_at_location": ("service_at_location.csv", ("id", "service_id", "location_id", "description")),
    "location": ("locations.csv", ("id", "location_type", "organization_id", "name", "alternate_name", "latitude",
                                   "longitude")),
    "address": ("addresses.csv", ("id", "location_id", "address_1", "city", "state_province", "postal_code", "country",
                                  "address_type")),
    "phone": ("phones.csv", ("id", "location_id", "service_id", "organization_id", "contact_id", "number")),
    "contact": ("contacts.csv", ("id", "organization_id", "service_at_location_id", "name", "email")),
    "schedule": ("schedules.csv", ("id", "location_id", "freq", "wkst", "byday", "opens_at", "closes_at",
                                   "description", "notes")),
    "funding": ("funding.csv", ("id", "service_id", "source")),
    "service_area": ("service_areas.csv", ("id", "service_id", "name", "description")),
    "required_document": ("required_documents.csv", ("id", "service_id", "document")),
    "language": ("languages.csv", ("id", "service_id", "name", "code")),
    "accessibility": ("accessibility.csv", ("id", "location_id", "description", "details")),
    "cost_option": ("cost_options.csv", ("id", "service_id", "valid_from", "valid_to", "option", "currency", "amount",
                                         "amount_description")),
    "attribute": ("attributes.csv", ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value")),
    "taxonomy_term": ("taxonomy_terms.csv", ("id", "code", "name", "description", "taxonomy", "language",
                                             "taxonomy_id")),
    "taxonomy": ("taxonomies.csv", ("id", "name", "description", "uri")),
    "service_capacity": ("service_capacities.csv", ("id", "service_id", "unit_id", "available", "maximum",
                                                    "description", "updated")),
    "unit": ("units.csv", ("id", "name", "identifier")),
}  # fmt: skip
# Where a full service holds rows of another table.
NESTED = {
    "organization": "organization", "service_at_locations": "service_at_location", "location": "location",
    "addresses": "address", "phones": "phone", "contacts": "contact", "schedules": "schedule", "funding": "funding",
    "service_areas": "service_area", "required_documents": "required_document", "languages": "language",
    "accessibility": "accessibility", "cost_options": "cost_option", "attributes": "attribute",
    "taxonomy_term": "taxonomy_term", "taxonomy_detail": "taxonomy", "capacities": "service_capacity", "unit": "unit",
}  # fmt: skip
# Rows that many services share are written once.
SHARED = {"organization", "location", "address", "schedule", "accessibility", "taxonomy_term", "taxonomy", "unit"}
# Of the year one of archives: equal catalogues are equal bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)


class Tables:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.seen: set[str] = set()
        self.writers = {}
        for name, (file, columns) in TABLES.items():
            out = stack.enter_context((folder / file).open("w", encoding="utf-8", newline=""))
            self.writers[name] = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
            self.writers[name].writeheader()

    def add(self, table: str, row: dict[str, Any], above: dict[str, str]) -> None:
        """The row with all that it holds. `above` names the row that holds it."""
        if table in SHARED or "shared" in above:
            if row["id"] in self.seen:
                return
            self.seen.add(row["id"])
        flat = {name: value for name, value in row.items() if name not in NESTED and name != "translations"}
        for name, value in row.get("translations", {}).get("en", {}).items():
            flat[f"{name}_en"] = value
        for name, kept in row.items():
            if name in NESTED and isinstance(kept, dict):
                flat[f"{NESTED[name]}_id"] = kept["id"]
        link = {} if table == "attribute" else {name: value for name, value in above.items() if name not in flat}
        flat |= {"link_id": above["service_id"]} if table == "attribute" else link
        self.writers[table].writerow({name: safe(value) for name, value in flat.items()})
        below = {f"{table}_id": row["id"], **({"shared": "1"} if table in SHARED else {})}
        for name, kept in row.items():
            for child in (kept if isinstance(kept, list) else [kept]) if name in NESTED else []:
                self.add(NESTED[name], child, below)


def write(files: Mapping[str, IO[bytes]]) -> None:
    with tempfile.TemporaryDirectory(prefix="hsds-") as name:
        folder = Path(name)
        with ExitStack() as stack:
            tables, lists = Tables(folder, stack), reading.lists()
            for organisation in lists.organisations:
                tables.add("organization", hsds.organization(organisation, lists), {})
            for service in hsds.contents():
                tables.add("service", service, {})
        with zipfile.ZipFile(files["zip"], "w", zipfile.ZIP_DEFLATED) as archive:
            _pack(archive, "datapackage.json", io.BytesIO(json.dumps(_described(), indent=1).encode()))
            for file, _columns in TABLES.values():
                with (folder / file).open("rb") as content:
                    _pack(archive, file, content)


def _pack(archive: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w") as out:
        while portion := content.read(1 << 16):
            out.write(portion)


def _described() -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "human_services_data",
        "title": "Human services data",
        "homepage": hsds.lists_page(),
        "licenses": [LICENCE],
        "resources": [_resource(table, file, columns) for table, (file, columns) in TABLES.items()],
    }


def _resource(table: str, file: str, columns: tuple[str, ...]) -> dict[str, Any]:
    pointing = [name for name in columns if name.endswith("_id") and name.removesuffix("_id") in TABLES]
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": name, "type": "number" if name in NUMBERS else "string"} for name in columns],
            "primaryKey": "id",
            "foreignKeys": [
                {"fields": name, "reference": {"resource": name.removesuffix("_id"), "fields": "id"}}
                for name in pointing
            ],
        },
    }
