"""The catalogue as CPSV-AP 3.2, in portions: Turtle, RDF/XML and JSON-LD of the same statements, written at once.

A portion is a graph of its own, so ten thousand services need the memory of one portion. Nothing has a blank node:
portions can be put one after the other. Every controlled value carries its type, label and scheme.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from typing import IO, Any

from rdflib import XSD, Graph, Literal, URIRef

from services.exports import cpsv, cpsv_lists, reading

_END = b"</rdf:RDF>\n"


def write(files: Mapping[str, IO[bytes]]) -> None:
    """`files` by ending: ttl, rdf and jsonld."""
    head = "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in cpsv.PREFIXES.items())
    files["ttl"].write("".join(f"@prefix {key}: <{value}> .\n" for key, value in cpsv.PREFIXES.items()).encode())
    files["rdf"].write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{head}>\n'.encode())
    files["jsonld"].write(f'{{"@context": {json.dumps(cpsv.CONTEXT)},\n"@graph": [\n'.encode())
    lead = ""
    for graph in _portions():
        files["ttl"].write(_without_prefixes(graph.serialize(format="turtle", encoding="utf-8")))
        files["rdf"].write(_inside(graph.serialize(format="xml", encoding="utf-8")))
        for node in _nodes(graph):
            files["jsonld"].write((lead + json.dumps(node, ensure_ascii=False)).encode())
            lead = ",\n"
    files["rdf"].write(_END)
    files["jsonld"].write(b"\n]}\n")


def _portions() -> Iterator[Graph]:
    lists = reading.lists()
    yield _graph(cpsv_lists.statements(lists))
    rows = reading.services()
    while portion := list(islice(rows, reading.PORTION)):
        yield _graph(chain.from_iterable(cpsv.of_service(service, lists) for service in portion))


def _graph(statements: Iterable[cpsv.Statement]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in cpsv.PREFIXES.items():
        graph.bind(prefix, namespace)
    for subject, predicate, value in statements:
        for term in _terms(value):
            graph.add((URIRef(subject), _iri(predicate), term))
    return graph


def _iri(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(cpsv.PREFIXES[prefix] + local) if prefix in cpsv.PREFIXES else URIRef(name)


def _terms(value: Any) -> Iterator[URIRef | Literal]:
    if isinstance(value, cpsv.Iri):
        yield _iri(value)
    elif isinstance(value, dict):
        yield from (Literal(text, lang=language) for language, text in value.items())
    elif isinstance(value, cpsv.Days):
        yield Literal(f"P{value.days}D", datatype=XSD.duration)
    elif isinstance(value, float):
        yield Literal(str(value), datatype=XSD.double)
    elif isinstance(value, date):
        yield Literal(value.isoformat(), datatype=XSD.date)
    else:
        yield Literal(value)


def _without_prefixes(turtle: bytes) -> bytes:
    """All portions have the prefixes that stand on top of the file."""
    return turtle[turtle.index(b"\n\n") + 1 :]


def _inside(xml: bytes) -> bytes:
    """The statements between the root's tags; every namespace is declared by the file's own root."""
    return xml[xml.index(b">\n", xml.index(b"<rdf:RDF")) + 2 : xml.rindex(_END.strip())]


def _nodes(graph: Graph) -> Iterable[dict[str, Any]]:
    found = json.loads(graph.serialize(format="json-ld", context=cpsv.CONTEXT))
    nodes: list[dict[str, Any]] = found.get("@graph", [found])
    return nodes
