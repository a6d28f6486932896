"""A clerk without a mouse serves somebody without papers, who then follows the application with number and code."""

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.words import go_on
from tests.support.browser import DESKTOP, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]


class Keyboard:
    """Everything by Tab, Space, Enter, arrows and letters; the mouse does not exist."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focus(self, selector: str) -> None:
        for _ in range(120):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {selector} on {self.page.url}")

    def type(self, selector: str, text: str) -> None:
        self.focus(selector)
        self.page.keyboard.insert_text(text)

    def press(self, selector: str) -> None:
        self.focus(selector)
        self.enter()

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def station(visit: Callable[..., Visitor]) -> Page:
    return visit(viewport=DESKTOP).sign_in("clerk")


def register(station: Page, keys: Keyboard, given: str, family: str) -> None:
    """From the counter's first page to a person without number, phone and e-mail."""
    station.goto("/counter/")
    keys.type("[name=text]", f"{given} {family}")
    keys.enter()
    expect(station.locator("#error-summary")).to_contain_text("Не намерихме никого")
    keys.press("a[data-key-new]")
    keys.type("[name=given_name]", given)
    keys.type("[name=family_name]", family)
    keys.focus("[name=id_type]")
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("ArrowDown")
    keys.focus("[name=no_id_reason]")
    station.keyboard.press("ArrowDown")
    keys.press("form:has([name=given_name]) button.btn-primary")


def test_an_oral_request_is_written_up_by_keyboard_and_followed_by_number_and_code(
    station: Page, visit: Callable[..., Visitor], stack: Stack, axe: Callable[[Page], None]
) -> None:
    keys = Keyboard(station)
    axe(station)
    register(station, keys, "Велико", "Безкнижни")
    assert not station.locator("#error-summary").count(), station.locator("main").inner_text()
    expect(station.locator("h1")).to_have_text("Велико Безкнижни")
    assert stack.sql("SELECT id_type, no_id_reason <> '' FROM people_person WHERE family_name = 'Безкнижни'") == [
        ("none", True)
    ]
    axe(station)
    keys.press("a[href$='/oral/']")
    keys.press("button.btn-primary")
    assert station.title().startswith("Грешка:")
    axe(station)
    # The service is found by typing; Enter takes the best.
    keys.type("[data-filter] input", "временно наст")
    station.keyboard.press("Enter")
    expect(station.locator("[value=temporary-accommodation]")).to_be_checked()
    keys.type("[name=statement]", "Нямам къде да спя. Искам легло и топла храна.")
    keys.focus("[name=read_back]")
    station.keyboard.press("Space")
    keys.press("form:has([name=statement]) button.btn-primary")
    expect(station.locator(".code")).to_be_visible()
    axe(station)
    code = station.locator(".code").inner_text()
    number = re.search(r"СУ-\d{4}-\d{5}", station.locator("h1").inner_text()).group()
    the_protocol_holds_the_persons_words(station, stack)
    the_code_is_stored_hashed(stack, number, code)
    follow(visit, axe, number, code)
    with station.expect_navigation():
        station.keyboard.press("F9")
    expect(station).to_have_url(re.compile("/counter/$"))
    station.go_back()
    expect(station.locator(".code")).to_have_count(0)
    assert code not in station.content()


def the_protocol_holds_the_persons_words(station: Page, stack: Stack) -> None:
    address = station.get_by_role("link", name="Протокол или разписка за подпис").get_attribute("href")

    def ready() -> bytes | None:
        answer = station.request.get(f"{stack.base_url}{address}")
        return answer.body() if answer.headers["content-type"] == "application/pdf" else None

    body = stack.wait_for(ready)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert str(pdf.docinfo.get("/Title", "")).startswith("Протокол за устно заявление")


def the_code_is_stored_hashed(stack: Stack, number: str, code: str) -> None:
    ((stored,),) = stack.sql("SELECT track_hash FROM applications_application WHERE number = %s", number)
    assert len(code) == 10
    assert code not in stored
    assert stored.startswith("argon2")


def follow(visit: Callable[..., Visitor], axe: Callable[[Page], None], number: str, code: str) -> None:
    """The number alone shows nothing; a wrong code says the same as a wrong number; both together show progress."""
    page = visit().open("/track/")
    axe(page)
    page.get_by_label("Входящ номер").fill(number)
    go_on(page, "Покажете")
    expect(page.locator("#error-summary")).to_contain_text("Този отговор е нужен")
    axe(page)
    page.get_by_label("Код").fill("0000000000")
    go_on(page, "Покажете")
    wrong_code = page.locator("#error-summary").inner_text()
    page.get_by_label("Входящ номер").fill("СУ-2026-99999")
    go_on(page, "Покажете")
    assert page.locator("#error-summary").inner_text() == wrong_code
    page.get_by_label("Входящ номер").fill(number)
    page.get_by_label("Код").fill(f"{code[:5].lower()} {code[5:].lower()}")
    go_on(page, "Покажете")
    expect(page.locator("main")).to_contain_text("Получихме го")
    assert "Велико" not in page.content()
    axe(page)


def test_a_code_cannot_be_guessed(visit: Callable[..., Visitor]) -> None:
    page = visit().open("/track/")
    for attempt in range(6):
        page.get_by_label("Входящ номер").fill("СУ-2026-00001")
        page.get_by_label("Код").fill(f"{attempt:010}")
        go_on(page, "Покажете")
    expect(page.locator("#error-summary")).to_contain_text("Твърде много опити")


def test_the_clerk_is_warned_of_a_person_who_may_be_the_same(station: Page, stack: Stack) -> None:
    keys = Keyboard(station)
    register(station, keys, "Съби", "Двойников")
    station.goto("/counter/person/new/")
    keys.type("[name=given_name]", "Съби")
    keys.type("[name=family_name]", "Двойников")
    keys.focus("[name=id_type]")
    station.keyboard.press("ArrowDown")
    station.keyboard.press("ArrowDown")
    keys.focus("[name=no_id_reason]")
    station.keyboard.press("ArrowDown")
    keys.press("form:has([name=given_name]) button.btn-primary")
    expect(station.locator("main")).to_contain_text("Някой от тези хора ли е?")
    assert stack.sql("SELECT count(*) FROM people_person WHERE family_name = 'Двойников'") == [(1,)]
    keys.press("button[name=other_person]")
    assert stack.sql("SELECT count(*) FROM people_person WHERE family_name = 'Двойников'") == [(2,)]
