"""An editor has an edition made and watches it; a citizen reads it on a phone. axe looks at every page on the way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack]


def look(page: Page, axe: Callable[[Page], None]) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} scrolls sideways"


def test_an_edition_from_the_editor_to_a_citizens_phone(
    visit: Callable[..., Visitor], axe: Callable[[Page], None]
) -> None:
    page = visit(viewport=DESKTOP).sign_in("editor")
    page.goto("/catalogue-editor/handbook/")
    look(page, axe)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("progress, main ul a").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile("Готово: \\d+ страници"), timeout=150_000)
    look(page, axe)

    phone = visit(viewport=PHONE).open("/handbook/")
    look(phone, axe)
    phone.locator("main .card h2 a").first.click()
    expect(phone.locator("#s-home-patronage h3")).to_contain_text("Домашен социален патронаж")
    look(phone, axe)
    address = phone.locator("a[href$='handbook.pdf']").get_attribute("href")
    assert address is not None
    answer = phone.request.get(address)
    assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF")
    phone.goto(f"/en{phone.url.partition('/handbook')[1]}{phone.url.partition('/handbook')[2]}")
    assert phone.locator("html").get_attribute("lang") == "en"
    look(phone, axe)
