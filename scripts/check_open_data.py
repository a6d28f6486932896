"""Checks the files of open data against the official standards.

    scripts/check_open_data.py STANDARDS FILES

STANDARDS is a folder with `cpsv-ap-3.2.0/cpsv-ap-SHACL.ttl` (SEMICeu/CPSV-AP) and `hsds-3/`
(openreferral/specification, schema/compiled: `service_with_definitions.json`, `tabular.json`).
FILES is a folder with the files, or the address of a portal's /open-data/.
"""

import csv
import io
import json
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from pyshacl import validate
from rdflib import Graph

FORMATS = {"catalogue.ttl": "turtle", "catalogue.rdf": "xml", "catalogue.jsonld": "json-ld"}
EXTENSIONS = {"service_capacity", "unit"}  # of HSDS 3.1, unknown to the schemas of 3.0


def main(standards: Path, place: str) -> int:
    faults = [*_linked_data(standards, place), *_services(standards, place), *_package(standards, place)]
    print("\n".join(faults) or "Everything conforms.")
    return bool(faults)


def _read(place: str, name: str) -> bytes:
    if place.startswith("http"):
        with urllib.request.urlopen(f"{place.rstrip('/')}/{name}") as answer:
            return bytes(answer.read())
    return (Path(place) / name).read_bytes()


def _linked_data(standards: Path, place: str) -> Iterator[str]:
    shapes = Graph().parse(standards / "cpsv-ap-3.2.0" / "cpsv-ap-SHACL.ttl")
    graphs = {name: Graph().parse(data=_read(place, name), format=form) for name, form in FORMATS.items()}
    first = set(graphs["catalogue.ttl"])
    for name, graph in graphs.items():
        if set(graph) != first:
            yield f"{name}: other statements than catalogue.ttl"
        conforms, _graph, text = validate(graph, shacl_graph=shapes)
        print(f"{name}: {len(graph)} statements, conforms: {conforms}")
        if not conforms:
            yield f"{name}: {text}"


def _services(standards: Path, place: str) -> Iterator[str]:
    schema = json.loads((standards / "hsds-3" / "service_with_definitions.json").read_text())
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    services = json.loads(_read(place, "hsds.json"))["contents"]
    print(f"hsds.json: {len(services)} services")
    for service in services:
        yield from (f"hsds.json: {service['name']}: {error.message}" for error in checker.iter_errors(service))


def _package(standards: Path, place: str) -> Iterator[str]:
    tables = json.loads((standards / "hsds-3" / "tabular.json").read_text())["properties"]
    with zipfile.ZipFile(io.BytesIO(_read(place, "hsds.zip"))) as archive:
        description = json.loads(archive.read("datapackage.json"))
        rows = {
            resource["name"]: list(csv.DictReader(io.StringIO(archive.read(resource["path"]).decode())))
            for resource in description["resources"]
        }
    print("hsds.zip:", ", ".join(f"{name} {len(found)}" for name, found in rows.items()))
    for resource in description["resources"]:
        name = resource["name"]
        if name not in EXTENSIONS:
            yield from _table(name, resource, tables[name]["items"], rows[name])
        yield from _references(resource, rows)


def _table(name: str, resource: dict[str, Any], schema: dict[str, Any], rows: list[dict[str, str]]) -> Iterator[str]:
    if resource["path"] != schema["path"]:
        yield f"hsds.zip: {resource['path']} should be {schema['path']}"
    needed = {*schema.get("required", []), *schema.get("tabular_required", [])}
    columns = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    plain = {key: kind for key, kind in schema["properties"].items() if kind["type"] not in {"array", "object"}}
    checker = Draft202012Validator(
        {"type": "object", "properties": plain, "required": sorted(needed)},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    for row in rows:
        values = {key: float(value) if columns[key] == "number" else value for key, value in row.items() if value}
        yield from (f"hsds.zip: {name}: {error.message}" for error in checker.iter_errors(values))


def _references(resource: dict[str, Any], rows: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    for key in resource["schema"]["foreignKeys"]:
        known = {row["id"] for row in rows[key["reference"]["resource"]]}
        lost = {row[key["fields"]] for row in rows[resource["name"]]} - known - {""}
        yield from (f"hsds.zip: {resource['name']}.{key['fields']}: {one} is nowhere" for one in sorted(lost))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
