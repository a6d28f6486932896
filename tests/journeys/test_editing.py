"""Two editors at work, by keyboard and without JavaScript: a fee of next month, and a service from nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]
SECTIONS = ("texts", "who", "requirements", "documents", "fees", "periods", "stages", "law", "words", "facts", "review")


def press(page: Page, selector: str) -> None:
    """As somebody without a mouse does."""
    page.locator(selector).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def next_month() -> date:
    return (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)


def test_a_fee_of_next_month_is_returned_mended_and_approved(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack
) -> None:
    author = visit(viewport=DESKTOP, java_script_enabled=False).sign_in("editor")
    author.goto("/catalogue-editor/entries/service/child-kitchen/")
    press(author, "form.verbs button")
    change = author.url
    author.goto(f"{change}edit/fees/")
    press(author, "button[name=add][value=tariffs]")
    row = int(author.locator("[name=tariffs-TOTAL]").get_attribute("value") or 0) - 1
    first = next_month()
    author.locator(f"[name=tariffs-{row}-valid_from]").fill("първи")
    author.locator(f"[name=tariffs-{row}-amount]").fill("2,30")
    press(author, f"[name=tariffs-{row}-amount]")
    assert author.title().startswith("Грешка:")
    assert author.locator(f"[name=tariffs-{row}-valid_from]").input_value() == "първи"
    author.locator(f"[name=tariffs-{row}-valid_from]").fill(f"{first:%d.%m.%Y}")
    press(author, "main form button.btn-primary")
    assert "2,30" in author.locator("main").inner_text()
    author.goto(f"{change}send/")
    author.locator("[name=publish_on]").fill(f"{first:%d.%m.%Y}")
    press(author, "main form button.btn-primary")

    second = visit(viewport=PHONE).sign_in("editor2")
    second.goto("/catalogue-editor/")
    second.goto(change)
    assert "child-kitchen" in second.locator("main").inner_text()
    axe(second)
    second.goto(f"{change}return/")
    second.locator("[name=remark]").fill("Колко за една порция?")
    press(second, "main form button.btn-primary")

    author.goto(f"{change}edit/fees/")
    author.locator(f"[name=tariffs-{row}-per]").select_option("portion")
    press(author, "main form button.btn-primary")
    author.goto(f"{change}send/")
    press(author, "main form button.btn-primary")
    second.goto(change)
    press(second, "form[action$='/approve/'] button")
    axe(second)
    uid = change.rstrip("/").rpartition("/")[2]
    assert stack.sql("SELECT status FROM services_cataloguechange WHERE uid = %s", uid)[0][0] == "approved"


def test_a_service_from_nothing_to_the_search(visit: Callable[..., Visitor]) -> None:
    author = visit(viewport=PHONE, java_script_enabled=False).sign_in("editor")
    author.goto("/en/catalogue-editor/entries/service/new/")
    for name, value in {
        "name_bg": "Кръжок по плетене", "name_en": "Knitting circle", "summary_bg": "Плетем заедно.",
        "summary_en": "We knit together.",
    }.items():  # fmt: skip
        author.locator(f"[name={name}]").fill(value)
    author.locator("[name=law_group]").select_option(index=1)
    for name, choice in {"access": "general", "referral_by": "none", "decision_act": "none"}.items():
        author.locator(f"[name={name}]").select_option(choice)
    press(author, "main form button.btn-primary")
    change = author.url
    author.goto(f"{change}edit/words/")
    author.locator("[name=aliases_bg]").fill("куки, прежда")
    press(author, "main form button.btn-primary")
    press(author, "button[name=language][value=bg]")
    assert "Кръжок по плетене" in author.locator("h1").inner_text()
    author.goto(f"{change}send/")
    press(author, "main form button.btn-primary")
    second = visit(viewport=DESKTOP, java_script_enabled=False).sign_in("editor2")
    second.goto(change)
    press(second, "form[action$='/approve/'] button")
    reader = visit().open("/search/?q=прежда")
    reader.locator("main a[href='/services/knitting-circle/']").first.click()
    assert "Плетем заедно." in reader.locator("main").inner_text()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_axe_finds_nothing_on_the_pages_of_a_change(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], prefix: str, viewport: dict[str, int]
) -> None:
    page = visit(viewport=viewport).sign_in("editor")
    page.goto(f"{prefix}/catalogue-editor/entries/service/home-elderly/")
    verbs = page.locator("form.verbs button.btn-primary")
    with page.expect_navigation():
        (verbs if verbs.count() else page.locator("main .notice a").first).click()
    change = page.url.partition("?")[0]
    axe(page)
    for section in SECTIONS:
        page.goto(f"{change}edit/{section}/")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), section
    page.goto(f"{change}edit/requirements/")
    for _row_then_test in range(2):
        press(page, "button[name=add]")
    axe(page)
    page.locator("[name=requirements-0-bg]").fill("Само това")
    page.locator("[name=requirements-0-en]").fill("")
    press(page, "main form button.btn-primary")
    axe(page)
    assert page.locator("[name=requirements-0-bg]").input_value() == "Само това"
