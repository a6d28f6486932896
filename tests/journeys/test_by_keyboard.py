"""Applying by keyboard alone at 400 % zoom (1280 × 1024 px become 320 × 256): focus is never lost, hidden or trapped."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_pages import look
from tests.journeys.words import a_number
from tests.support.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack]
ZOOMED = {"width": 320, "height": 256}
MOST_STOPS = 90
# Null at the end of the page; otherwise what has the focus, and what is wrong with how it is seen (SC 2.4.7, 2.4.11).
STOP = """() => {
  const it = document.activeElement;
  if (!it || it === document.body || it === document.documentElement) return null;
  window.stops = window.stops || new Set();
  if (window.stops.has(it)) return null;
  window.stops.add(it);
  const box = it.getBoundingClientRect(), style = getComputedStyle(it), faults = [];
  if (box.width < 2 || box.height < 2 || box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
    faults.push("outside of the window");
  else {
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    if (!top || !(top.contains(it) || it.contains(top))) faults.push("covered by " + (top && top.outerHTML.slice(0, 80)));
  }
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) faults.push("no ring");
  return [it.outerHTML.slice(0, 120), faults];
}"""
HAS_FOCUS = "it => it === document.activeElement"


class Keyboard:
    """A person who has no mouse. `look` is what is asserted of every page besides."""

    def __init__(self, page: Page, look: Callable[[Page], None]) -> None:
        self.page, self.look = page, look

    def read(self) -> None:
        """Through every stop of the page, from wherever the page has put the focus."""
        self.look(self.page)
        self.page.evaluate("window.stops = new Set()")
        for number in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                assert number > 5, f"{self.page.url}: focus went nowhere"
                return
            assert not stop[1], f"{self.page.url}: {stop}"
        raise AssertionError(f"{self.page.url}: no end of stops")

    def go_to(self, target: Locator) -> None:
        for _ in range(MOST_STOPS):
            if target.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: {target} is not reached")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """And read the page that follows."""
        self.leave(target, key)
        self.read()

    def leave(self, target: Locator, key: str = "Enter") -> None:
        self.go_to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, name: str, text: str) -> None:
        self.go_to(self.page.locator(f"[name={name}]"))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


def button(page: Page) -> Locator:
    return page.locator("main form button.btn").first


def save(page: Page) -> Locator:
    return page.locator("main form .actions button.btn-primary")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def come_in(keys: Keyboard, code: str) -> None:
    """By address and code; a wrong one is told of beside the field."""
    page = keys.page
    keys.write("code", "AAAA-2222")
    keys.press(button(page))
    assert page.locator("#error-summary").count() == 1
    keys.write("code", code)
    keys.press(button(page))


@pytest.mark.parametrize(("prefix", "has_script"), [("", False), ("/en", True)], ids=["bg", "en"])
def test_without_a_mouse(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], prefix: str, has_script: bool
) -> None:
    """Begun, mended, stopped, gone on with, helped with and settled: bg without JavaScript, en with it."""

    whole: Callable[[Page], None] = (lambda page: look(page, axe)) if has_script else fits
    me = visit(viewport=ZOOMED, java_script_enabled=has_script, reduced_motion="reduce")
    page = me.open(f"{prefix}/apply/day-centre-elderly/")
    keys = Keyboard(page, whole)
    keys.read()
    keys.press(button(page))
    draft = page.url
    keys.press(page.locator("main a.btn-primary"))
    keys.press(save(page))  # nothing is answered
    assert page.title().startswith("Error:" if prefix else "Грешка:")
    link = page.locator("#error-summary a").first
    keys.go_to(link)
    page.keyboard.press("Enter")
    expect(page.locator("[name=given_name]")).to_be_focused()
    for kind, is_asked in (("none", True), ("egn", False)):  # why there is no number
        page.locator(f"[name=identity_type][value={kind}]").check()
        assert page.locator("[name=identity_reason]").is_visible() == is_asked
    for name, text in (("given_name", "Надежда"), ("family_name", "Колева"), ("identity_number", a_number(77))):
        keys.write(name, text)
    keys.press(save(page))
    assert "common.contact" in page.url
    the_other_window(keys, me, draft)
    a_row_more(keys, draft)
    stopped_and_gone_on_with(keys)
    helped(keys, visit(viewport=ZOOMED, java_script_enabled=has_script, reduced_motion="reduce"), draft)


def answer_home(keys: Keyboard, *, second: bool) -> None:
    """Both questions of the step by Space, the first one's other answer by an arrow."""
    for number, group in enumerate(keys.page.locator("main fieldset").all()):
        keys.go_to(group.locator("input").first)
        keys.page.keyboard.press("Space")
        if second and not number:
            keys.page.keyboard.press("ArrowDown")


def the_other_window(keys: Keyboard, me: Visitor, draft: str) -> None:
    """The same step, open twice: which answer stays is chosen on the page of the conflict."""
    page, step = keys.page, f"{draft}step/common.home/"
    other = Keyboard(me.context.new_page(), lambda _page: None)
    for one in (other, keys):
        one.page.goto(step)
    answer_home(other, second=True)
    other.leave(save(other.page))
    other.page.close()
    answer_home(keys, second=False)
    keys.press(save(page))
    keys.press(save(page))  # nothing is chosen yet
    assert page.locator("#error-summary").count() == 1
    keys.go_to(page.locator("[name^=keep_]").first)
    page.keyboard.press("Space")
    keys.press(save(page))
    assert "step/common.home" not in page.url


def a_row_more(keys: Keyboard, draft: str) -> None:
    """Whoever adds a row, or has the incomes counted, goes on from there."""
    page = keys.page
    page.goto(f"{draft}step/common.income/")
    keys.read()
    keys.leave(page.locator("[name=add_row]"))
    assert page.locator("fieldset.domain select").first.evaluate(HAS_FOCUS)
    keys.read()
    if page.locator("[name=sum]").is_visible():
        keys.leave(page.locator("[name=sum]"))
        assert page.locator("[name=sum]").evaluate(HAS_FOCUS)


def stopped_and_gone_on_with(keys: Keyboard) -> None:
    page = keys.page
    keys.press(page.locator("[name=later]"))
    keys.press(button(page))
    code = page.locator(".code").inner_text()
    keys.press(page.locator("[name=leave]"))
    come_in(keys, code)


def helped(keys: Keyboard, helper: Visitor, draft: str) -> None:
    """Somebody is invited, comes in and looks; both by keyboard."""
    page = keys.page
    page.goto(f"{draft}helpers/")
    keys.read()
    keys.write("name", "Мария")
    keys.press(page.locator("main form button.btn").last)
    link, code = page.locator(".notice-done a").get_attribute("href"), page.locator(".code").inner_text()
    assert link
    hers = Keyboard(helper.open(link), keys.look)
    hers.read()
    come_in(hers, code)
    for part in ("step/common.support/", "documents/", "check/", "later/"):
        hers.page.goto(f"{draft}{part}")
        hers.read()
