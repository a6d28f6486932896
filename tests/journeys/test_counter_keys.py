"""How many keys a clerk presses for a walk-in application of a known person, beyond the answers themselves."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_station import number_of
from tests.support.browser import DESKTOP, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]
# What the clerk types to find the service: everyday words, not the whole name.
SERVICES = {
    "parking-card": "парк",
    "home-patronage": "патр",
    "day-centre-elderly": "стари",
    "assistant-support": "асист",
    "csri": "рехаб",
}


class Counting:
    """Every key counts, but those that say an answer: its letters, its digit in a list, Space in a box."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def leave(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)

    def send(self) -> None:
        """Enter sends the page; in a text of several lines Enter is a new line and Ctrl+Enter sends: two keys."""
        if self.page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            self.keys += 1
            self.leave("Control+Enter")
        else:
            self.leave("Enter")

    def type(self, text: str) -> None:
        """As a person does, once the cursor is there: the browser puts it with the first frame, not with the load."""
        self.page.wait_for_function("document.activeElement.matches('input, textarea')")
        for letter in text:
            self.keys += 1
            self.page.keyboard.insert_text(letter)


# What is asked on the page and has no answer yet, from the focus on: (kind, whether it must be answered).
HERE = """() => {
  const element = document.activeElement, field = element.closest('.field');
  if (!field) { return element.matches('button.btn-primary') ? 'button' : 'none'; }
  const needed = !/може да остане празно/.test(field.textContent);
  const marked = field.querySelector('input:checked');
  if (element.type === 'radio') { return marked || !needed ? 'done' : 'choose'; }
  if (element.type === 'checkbox') { return marked || !needed ? 'done' : element.closest('fieldset') ? 'choose' : 'check'; }
  if (element.tagName === 'SELECT') { return element.value || !needed ? 'done' : 'select'; }
  return element.value || !needed ? 'done' : element.name.includes('date') ? 'date' : 'text';
}"""
# Whether something after the focus must still be answered.
AHEAD = """() => Array.from(document.querySelectorAll('main .field')).some(field => {
  if (/може да остане празно/.test(field.textContent) || field.closest('[hidden]')) { return false; }
  if (!(document.activeElement.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING)) { return false; }
  const inputs = Array.from(field.querySelectorAll('input:not([type=file]), select, textarea'));
  return inputs.length && !inputs.some(one => one.type === 'radio' || one.type === 'checkbox' ? one.checked : one.value);
})"""


def answer_page(clerk: Counting) -> None:
    """From the focus that the page gives: answers what must be answered, in order, and sends with Enter."""
    page = clerk.page
    for _ in range(40):
        match page.evaluate(HERE):
            case "choose":
                page.keyboard.press("1")
            case "check":
                page.keyboard.press("Space")
            case "select":
                page.keyboard.press("ArrowDown")
            case "date":
                page.keyboard.insert_text("15.12.2026")
            case "text":
                page.keyboard.insert_text("2")
            case "none":
                clerk.press("Tab")
                continue
        if not page.evaluate(AHEAD):
            clerk.send()
            return
        clerk.press("Tab")
    raise AssertionError(f"The page {page.url} has no end: {page.locator('main').inner_text()[:500]}")


def file_one(clerk: Counting, number: str, typed: str) -> int:
    """From the empty counter to the printed slip; then „Край“."""
    clerk.keys = 0
    clerk.type(number)
    clerk.leave("Enter")
    clerk.leave("F4")
    clerk.type(typed)
    clerk.press("Enter")
    clerk.leave("Enter")
    for _ in range(40):
        if "/counter/slip/" in clerk.page.url:
            break
        assert not clerk.page.locator("#error-summary").count(), (
            number + typed + clerk.page.locator("main").inner_text()[:800]
        )
        answer_page(clerk)
    expect(clerk.page.locator(".code")).to_be_visible()
    clerk.leave("F9")
    return clerk.keys


def test_a_known_persons_application_takes_few_keys(
    visit: Callable[..., Visitor], stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit(viewport=DESKTOP).sign_in("clerk")
    page.goto("/counter/")
    clerk = Counting(page)
    number = number_of(stack, "Петрова")
    pressed = {slug: file_one(clerk, number, typed) for slug, typed in SERVICES.items()}
    with capsys.disabled():
        print(f"\nMETRIC counter_keystrokes {median(pressed.values())} {pressed}")
    assert median(pressed.values()) <= 40
