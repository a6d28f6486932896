"""Chromium on the running stack: no foreign host is asked, no script fails, and axe finds nothing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.support.stack import Stack

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
PASSWORD = "demo-demo-demo-1"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """Opens pages and remembers what must not happen there."""

    def __init__(self, browser: Browser, stack: Stack, **options: Any) -> None:
        self.stack = stack
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        settings = {"locale": "bg-BG", "viewport": PHONE, "base_url": stack.base_url, "bypass_csp": False}
        self.context: BrowserContext = browser.new_context(**{**settings, **options})
        self.context.set_default_timeout(15_000)
        self.context.on("request", self._note_host)
        self.context.on("console", self._note_complaint)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _note_host(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and not request.url.startswith(self.stack.base_url):
            self.foreign.append(request.url)

    def _note_complaint(self, message: ConsoleMessage) -> None:
        # The console repeats every 4xx answer; tests look at those themselves.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.goto(path)
        return page

    def sign_in(self, login: str, password: str = PASSWORD) -> Page:
        page = self.open("/accounts/login/")
        page.locator("input[name=login]").fill(login if "@" in login else f"{login}@demo.invalid")
        page.locator("input[name=password]").fill(password)
        page.locator("form:has(input[name=password]) [type=submit]").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    def close(self) -> None:
        self.context.close()
        assert self.foreign == []
        assert self.complaints == []


@pytest.fixture
def visit(chromium: Browser, stack: Stack) -> Iterator[Callable[..., Visitor]]:
    """`visit(viewport=DESKTOP, java_script_enabled=False)`; each call is another person's browser."""
    visitors: list[Visitor] = []

    def start(**options: Any) -> Visitor:
        visitors.append(Visitor(chromium, stack, **options))
        return visitors[-1]

    yield start
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def page(visit: Callable[..., Visitor]) -> Page:
    """One page of a phone, 320 px wide."""
    return visit().context.new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with every violation and its elements; `axe(page, "#form")` looks at one part."""
    return check_with_axe


def check_with_axe(page: Page, within: str = "html") -> None:
    page.evaluate(AXE.read_text())
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    violations = [_in_words(violation) for violation in found["violations"]]
    assert not violations, f"{page.url}\n" + "\n".join(violations)


def _in_words(violation: dict[str, Any]) -> str:
    nodes = [f"  {json.dumps(node['target'])} {node['html']}" for node in violation["nodes"]]
    return "\n".join([f"{violation['id']}: {violation['help']}", *nodes])
