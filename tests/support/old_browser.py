"""A browser without JavaScript for many people at once: it fills the forms that a page has, as somebody would."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

Files = dict[str, tuple[str, bytes, str]]


class OldBrowser:
    """One person's session. Every answer that is not a page or a redirect is remembered in `faults`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "bg"
        self.faults: list[str] = []
        self.url, self.page = base_url, html.fromstring("<html></html>")

    def open(self, path: str) -> None:
        self._arrive(self.session.get(urljoin(self.base_url, path), timeout=60))

    def _arrive(self, answer: requests.Response) -> None:
        self.status, self.url = answer.status_code, answer.url
        if answer.status_code >= 400:
            self.faults.append(f"{answer.request.method} {answer.url}: {answer.status_code}")
        self.page = html.fromstring(answer.text or "<html></html>")

    @property
    def heading(self) -> str:
        return " ".join(self.page.xpath("string(//h1)").split())

    @property
    def errors(self) -> str:
        return " ".join(self.page.xpath("string(//*[@id='error-summary'])").split())

    @property
    def names(self) -> list[str]:
        """Of the fields of the page's forms."""
        return list(dict.fromkeys(self.page.xpath("//main//form//@name")))

    def links(self, pattern: str) -> list[str]:
        return [link for link in self.page.xpath("//main//a/@href") if re.search(pattern, link)]

    def send(
        self, typed: dict[str, str], files: Files | None = None, *, name: str = "", form: str = "//main//form"
    ) -> bool:
        """Fills the form and presses its button; true when the answer was a redirect, so that it was taken."""
        element = self.page.xpath(form)[0]
        data = [*_filled(element, typed), *([(name, "1")] if name else [])]
        address = urljoin(self.url, element.get("action") or self.url)
        headers = {"Referer": self.url}
        answer = self.session.post(address, data=data, files=files, headers=headers, timeout=60)  # type: ignore[arg-type]
        self._arrive(answer)
        return bool(answer.history)


def _filled(form: Any, typed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What the page proposes stays; `typed` answers by a pattern of the name; of choices the first is taken, none for `""`."""
    every = form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]")
    for name in dict.fromkeys(field.get("name") for field in every):
        fields = [field for field in every if field.get("name") == name]
        wanted = next((value for pattern, value in typed.items() if re.fullmatch(pattern, name)), None)
        yield from ((name, value) for value in _values(fields, wanted))


def _values(fields: list[Any], wanted: str | None) -> list[str]:
    first = fields[0]
    match first.tag, first.get("type"):
        case "select", _:
            options = [option.get("value") for option in first.xpath(".//option")]
            chosen = [option.get("value") for option in first.xpath(".//option[@selected]") if option.get("value")]
            return [wanted if wanted in options else (chosen or [options[min(1, len(options) - 1)]])[0]]
        case _, "radio" | "checkbox":
            values = [field.get("value", "on") for field in fields]
            chosen = [field.get("value", "on") for field in fields if field.get("checked") is not None]
            return [] if wanted == "" else [wanted] if wanted in values else chosen or values[:1]
        case _, "file" | "submit":
            return []
        case "textarea", _:
            return [wanted if wanted is not None else (first.text or "").strip()]
        case _:
            return [wanted if wanted is not None else first.get("value", "")]
