"""Parts of a case's page. A part names the rows it shows; the rows of all parts are read by one statement."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from applications.models import Application
from casework.models import Case
from people.access import allows
from people.models import User
from people.roles import Permission
from records.bundles import Bundle
from records.models import SealedModel


class Where(StrEnum):
    """Above both columns, in the wide one, in the narrow one."""

    TOP = "top"
    MAIN = "main"
    ASIDE = "aside"


@dataclass
class File:
    """A case as its page reads it. `found`: the rows that the parts asked for, by the names under which they did."""

    case: Case
    user: User
    today: date
    found: Mapping[str, list[Any]]

    @property
    def application(self) -> Application:
        return self.case.request.application

    def rows(self, name: str) -> list[Any]:
        return self.found[name]

    def first(self, name: str) -> Any:
        return next(iter(self.found[name]), None)


@dataclass(frozen=True)
class Part:
    """`templates/casework/parts/NAME.html` draws what `shows` gives, under its name; for None the part is left out.

    `reads`: querysets as `Bundle` takes them; for Given they have `case` (and `cases`, of it alone), `uid`,
    `service`, `request` and `repeats`, `application`, `applicant` with `capacity`, `beneficiary` (keys, but for
    the case's uid), `me` and `today`.
    """

    name: str
    where: Where
    shows: Callable[[File], Any]
    reads: Mapping[str, Callable[[], QuerySet[Any, Any]]] = field(default_factory=dict)
    needs: Permission | None = None

    @property
    def template(self) -> str:
        return f"casework/parts/{self.name}.html"


class Parts:
    """The parts of a page in their order."""

    def __init__(self, *parts: Part) -> None:
        self.parts = parts
        asked = [(name, build) for part in parts for name, build in part.reads.items()]
        self._bundle = Bundle(dict(asked))
        assert len({name for name, _build in asked}) == len(asked), "Two parts read under one name"

    def open(self, case: Case, user: User, today: date) -> File:
        """One query, however many parts there are."""
        request = case.request
        application = request.application
        found = self._bundle.read(
            case=case.pk, cases=[case.pk], uid=case.uid, service=case.service_id, request=request.pk,
            repeats=request.repeats_id, application=application.pk, applicant=application.applicant_id,
            capacity=application.capacity, beneficiary=case.beneficiary_id, me=user.pk, today=today,
        )  # fmt: skip
        for rows in found.values():
            unlock(rows, case)
        return File(case, user, today, found)

    def shown(self, file: File) -> dict[str, Any]:
        """The template's context: the lists `top`, `main` and `aside` of templates, and each part under its name."""
        context: dict[str, Any] = {where.value: [] for where in Where}
        for part in self.parts:
            if part.needs is None or allows(file.user, part.needs):
                context[part.name] = part.shows(file)
                if context[part.name] is not None:
                    context[part.where].append(part.template)
        return context


def unlock(rows: Iterable[Any], case: Case) -> None:
    """What lies under the application's or the person's key is opened with it: both have been read with the case."""
    known = {case.data_key_id: case.data_key}
    if "beneficiary" in case._state.fields_cache:
        known[case.beneficiary.data_key_id] = case.beneficiary.data_key
    for row in rows:
        if isinstance(row, SealedModel) and row.data_key_id in known:
            row.data_key = known[row.data_key_id]
