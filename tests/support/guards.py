"""What turns a quiet mistake into a failing test."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TEMPLATES = str(Path(__file__).resolve().parents[2] / "templates")
READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "DECLARE", "FETCH", "CLOSE")
# Who looked, and who was refused.
LOGS = ("RECORDS_ACCESSLOG", "RECORDS_AUDITEVENT")


class UndefinedVariable(str):
    """Stands in a template where a variable is missing: rendering it fails the test.

    Only in our own templates: those of other packages do ask for names that may be absent.
    """

    __slots__ = ()

    def __mod__(self, missing: Any) -> str:
        where = _template_being_rendered()
        if not where.startswith(TEMPLATES):
            return ""
        raise AssertionError(f"Undefined template variable {missing} in {where}")


def _template_being_rendered() -> str:
    from django.template.base import Node

    frame = inspect.currentframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return str(node.origin.name)
        frame = frame.f_back
    return ""


@contextmanager
def reads_only() -> Iterator[None]:
    from django.db import connection

    with connection.execute_wrapper(_refuse_writes):
        yield


def _refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    text = str(sql).lstrip(" \n(").upper()
    if not text.startswith(READS) and not any(log in text for log in LOGS):
        raise AssertionError(f"A GET wrote: {sql}")
    return execute(sql, params, many, context)
