"""The description of the partners' door (OpenAPI 3.1), with the very schema by which calls are checked."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from applications.calls_in import CALL
from applications.models import State

PATH = "/api/v1/partner"
_TOLD: dict[str, Any] = {
    "type": "object",
    "required": ["id", "state", "waits_until"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "state": {"enum": State.values},
        "waits_until": {"type": "string", "format": "date"},
        "code": {"type": "string", "description": "For the person alone; only while it waits."},
        "address": {"type": "string", "format": "uri"},
        "letter": {"type": "string", "description": "Ready to print."},
    },
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "label", "message")},
            },
        },
    },
}
_LANGUAGE = {"name": "lang", "in": "query", "schema": {"enum": ["bg", "en"]}, "description": "Language of errors."}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _answers(good: dict[str, str], *wrong: str) -> dict[str, Any]:
    said = {"400": "no JSON", "401": "no key in force", "404": "no draft of yours", "409": "does not fit any more"}
    said |= {"413": "too large", "422": "fields with a wrong value, in words", "429": "too many calls"}
    found: dict[str, Any] = {
        status: {"description": words, "content": {"application/json": {"schema": _ref("Draft")}}}
        for status, words in good.items()
    }
    for status in ("401", "429", *wrong):
        content = {"application/problem+json": {"schema": _ref("Problem")}}
        found[status] = {"description": said[status], "content": content}
    return found


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _document() -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": _ref("Call")}}}
    make = {
        "operationId": "prepare", "summary": "Prepare a draft that its person claims with a code", "requestBody": body,
        "parameters": [_LANGUAGE],
        "responses": _answers({"201": "made", "200": "made by the same call before"}, "400", "409", "413", "422"),
    }  # fmt: skip
    ask = {
        "operationId": "ask", "summary": "Whether it waits, was opened, or is gone; never what is in it",
        "parameters": [_ID, _LANGUAGE], "responses": _answers({"200": "yours"}, "404"),
    }  # fmt: skip
    back = {
        "operationId": "takeBack", "summary": "Take it back while nobody has opened it",
        "parameters": [_ID, _LANGUAGE], "responses": _answers({"200": "taken back"}, "404", "409"),
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": "Drafts prepared by partner institutions", "version": "1.0.0"},
        "servers": [{"url": settings.PUBLIC_URL}],
        "security": [{"key": []}],
        "paths": {
            f"{PATH}/drafts": {"post": make},
            f"{PATH}/drafts/{{id}}": {"get": ask},
            f"{PATH}/drafts/{{id}}/withdraw": {"post": back},
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Call": CALL, "Draft": _TOLD, "Problem": _PROBLEM},
        },
    }


@cache
def described() -> bytes:
    return json.dumps(_document(), ensure_ascii=False).encode()
