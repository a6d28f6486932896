"""A provider's number of places by a few keys at a desk, and by a phone without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_counter_keys import Counting
from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]
# Keystroke-level model (Card, Moran and Newell): a key of somebody who does not touch-type, one act of thinking before
# each of the three steps (open, write, save), and an answer of the system for each page. Seconds.
KEY, THINKING, ANSWER = 0.28, 1.35, 1.0


def places(stack: Stack) -> int:
    """In force now, of the offer that the page asks for first."""
    query = (
        "SELECT o.capacity FROM services_offer o WHERE o.provider_id IN (SELECT m.organisation_id FROM people_membership m "
        "JOIN people_user u ON u.id = m.user_id WHERE u.email = 'provider@demo.invalid') ORDER BY o.id LIMIT 1"
    )
    return int(stack.sql(query)[0][0])


def test_a_number_of_places_takes_four_keys_and_is_undone(
    visit: Callable[..., Visitor], stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit(viewport=DESKTOP).sign_in("provider")
    page.goto("/provider/")
    before, keys = places(stack), Counting(page)
    keys.leave("F4")
    expect(page.locator("input[data-select]").first).to_be_focused()
    keys.type(str(before + 3))
    keys.leave("Enter")
    expect(page.locator(".notice-done")).to_contain_text(f"от днес общо {before + 3}")
    assert places(stack) == before + 3
    seconds = keys.keys * KEY + 3 * THINKING + 2 * ANSWER
    with capsys.disabled():
        print(f"\nMETRIC capacity_keystrokes {keys.keys} seconds_by_klm {seconds:.1f}")
    assert keys.keys <= 5 and seconds < 20
    page.get_by_role("button", name="Върнете предишните числа").click()
    expect(page.locator(".notice-done")).to_contain_text("както бяха")
    assert places(stack) == before
    page.keyboard.press("?")
    page.wait_for_url("**/provider/keys/")


def test_the_same_by_a_phone_without_scripts(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack
) -> None:
    """A director with a telephone: axe needs scripts, so it looks at the same pages from another visit."""
    page = visit(viewport=PHONE, java_script_enabled=False).sign_in("provider")
    before = places(stack)
    page.goto("/provider/")
    page.get_by_role("link", name="Променете броя на местата").click()
    number = page.locator("main input[inputmode=numeric]").first
    number.fill("0")
    page.get_by_role("button", name="Запазете").click()
    expect(page.locator("#error-summary")).to_contain_text("Не може да са по-малко")
    number.fill(str(before + 1))
    page.get_by_role("button", name="Запазете").click()
    expect(page.locator(".notice-done")).to_contain_text(f"от днес общо {before + 1}")
    page.get_by_role("button", name="Върнете предишните числа").click()
    assert places(stack) == before
    looked = visit(viewport=PHONE).sign_in("provider")
    for address in ("/provider/", "/provider/places/", "/en/provider/places/", "/provider/keys/"):
        looked.goto(address)
        axe(looked)
        assert looked.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{address} scrolls sideways"
        )
