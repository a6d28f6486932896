"""The description of what is told of cases (OpenAPI 3.1)."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from casework.models import CaseStatus, ForwardTo, Outcome
from services.models import DecisionAct

PATH = "/api/v1/cases"
_DAY = {"type": "string", "format": "date"}
_CASE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "number", "service", "status", "unit", "opened_on", "decisions"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "number": {"type": "string"},
        "service": {"type": "string", "description": "As in /api/v1/services."},
        "status": {"enum": CaseStatus.values},
        "stage": {"type": "string", "description": "The stage of the service inside the status."},
        "unit": {"type": "string"},
        "opened_on": _DAY,
        "due_on": _DAY,
        "decided_on": _DAY,
        "closed_on": _DAY,
        "forwarded_to": {"enum": ForwardTo.values},
        "decisions": {"type": "array", "items": {"$ref": "#/components/schemas/Decision"}},
    },
}
_DECISION: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["act", "outcome", "published_on"],
    "properties": {
        "number": {"type": "string"},
        "act": {"enum": DecisionAct.values},
        "outcome": {"enum": Outcome.values},
        "published_on": _DAY,
        "delivered_on": _DAY,
        "appeal_until": _DAY,
        "final_on": _DAY,
    },
}
_PAGE: dict[str, Any] = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Case"}},
        "next": {"type": "string", "format": "uri", "description": "Of the next page; absent on the last one."},
    },
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
}
_WRONG = {
    "401": "no key in force",
    "403": "the key is not for cases",
    "404": "no case that you may know of",
    "422": "fields with a wrong value",
    "429": "too many calls in this hour",
}


def _query(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": words}


def _answers(schema: str, *wrong: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        status: {"description": _WRONG[status], "content": {"application/problem+json": {"schema": _ref("Problem")}}}
        for status in ("401", "403", "429", *wrong)
    }
    return {
        "200": {"description": "what you may know", "content": {"application/json": {"schema": _ref(schema)}}},
        **said,
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _document() -> dict[str, Any]:
    page = {
        "operationId": "cases",
        "summary": "Cases of your services, by identifier",
        "parameters": [
            _query("status", {"enum": CaseStatus.values}, "Only those in this state."),
            _query("service", {"type": "string"}, "Only those of this service."),
            _query("open", {"enum": ["0", "1"]}, "1: not decided and not ended yet."),
            _query("after", {"type": "string", "format": "uuid"}, "The last one of the page before."),
            _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}, "Cases on a page."),
        ],
        "responses": _answers("Page", "422"),
    }
    single = {
        "operationId": "case",
        "summary": "One case",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}],
        "responses": _answers("Case", "404"),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cases: state, terms and published acts",
            "version": "1.0.0",
            "description": "For offices with a key for cases. Nothing here names a person; each read is written down.",
        },
        "servers": [{"url": settings.PUBLIC_URL}],
        "security": [{"key": []}],
        "paths": {PATH: {"get": page}, f"{PATH}/{{id}}": {"get": single}},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Case": _CASE, "Decision": _DECISION, "Page": _PAGE, "Problem": _PROBLEM},
        },
    }


@cache
def described() -> bytes:
    return json.dumps(_document(), ensure_ascii=False).encode()
