"""A question goes from an editor over a colleague to a citizen's application, by keyboard and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.test_editing import press
from tests.journeys.words import choose
from tests.support.browser import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack]
FORM = "/catalogue-editor/forms/day-centre-elderly/"
ASKED = "Кое стълбище да намери шофьорът?"
SAVE = "main form .actions button.btn-primary"
Axe = Callable[[Page], None]


def look(page: Page, axe: Axe) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def write_the_question(page: Page, axe: Axe) -> None:
    """First without its key: the page says so and keeps the rest."""
    page.goto(FORM)
    press(page, f"main a[href='{FORM}steps/1/questions/1/']")
    look(page, axe)
    page.locator("[name=label_bg]").fill(ASKED)
    page.locator("[name=label_en]").fill("Which entrance shall the driver look for?")
    page.locator("[name=test-0-first]").select_option("transport")
    page.locator("[name=test-0-value]").fill("yes")
    press(page, SAVE)
    assert page.title().startswith("Грешка:"), "the key is missing"
    look(page, axe)
    assert page.locator("[name=label_bg]").input_value() == ASKED
    page.locator("[name=key]").fill("entrance")
    press(page, SAVE)
    main = page.locator("main").inner_text()
    assert ASKED in main and "Нужен ли е превоз?" in main


def try_it(page: Page, axe: Axe) -> None:
    page.goto(f"{FORM}preview/1/")
    look(page, axe)
    assert page.get_by_label(ASKED).is_visible()
    page.goto(f"{FORM}try/")
    choose(page, "Нужен ли е превоз?", "да")
    press(page, "main form button.btn-primary")
    look(page, axe)
    walked = page.locator("section[aria-labelledby=walk]").inner_text()
    assert f"{ASKED}: " in walked, "shown, and missed because it was left empty"
    choose(page, "Нужен ли е превоз?", "не")
    press(page, "main form button.btn-primary")
    assert ASKED not in page.locator("section[aria-labelledby=walk]").inner_text()


def test_a_question_with_a_condition_reaches_the_application(visit: Callable[..., Visitor], axe: Axe) -> None:
    author = visit(viewport=PHONE, java_script_enabled=False).sign_in("editor")
    author.goto("/catalogue-editor/")
    look(author, axe)
    press(author, "main a[href$='/forms/']")
    look(author, axe)
    press(author, f"main a[href='{FORM}']")
    press(author, "main form button.btn-primary")
    write_the_question(author, axe)
    look(author, axe)
    try_it(author, axe)
    author.goto(FORM)
    press(author, f"form[action='{FORM}send/'] button")
    assert author.locator(f"form[action='{FORM}approve/']").count() == 0, "nobody approves what they wrote"

    second = visit(viewport=DESKTOP, java_script_enabled=False).sign_in("editor2")
    second.goto(f"/en{FORM}")
    look(second, axe)
    assert "Which entrance" in second.locator("main table").inner_text()
    press(second, "form[action$='/approve/'] button")
    assert second.locator("form[action$='/approve/']").count() == 0

    citizen = visit(java_script_enabled=False).sign_in("citizen")
    citizen.goto("/apply/day-centre-elderly/")
    press(citizen, "main form button.btn-primary")
    draft = citizen.url
    citizen.goto(f"{draft}step/day-centre-elderly.interests/")
    assert citizen.get_by_label(ASKED).count() == 0, "asked only after a yes"
    citizen.goto(f"{draft}step/day-centre-elderly.attendance/")
    citizen.get_by_label("понеделник", exact=True).check()
    choose(citizen, "Нужен ли е превоз?", "да")
    press(citizen, "main form button.btn-primary")
    citizen.goto(f"{draft}step/day-centre-elderly.interests/")
    look(citizen, axe)
    assert citizen.get_by_label(ASKED).is_visible()


def test_shared_questions_hold_in_a_phone(visit: Callable[..., Visitor], axe: Axe) -> None:
    page = visit(viewport=PHONE).sign_in("editor")
    for address in ("/catalogue-editor/question-bank/", "/en/catalogue-editor/question-bank/new/"):
        page.goto(address)
        look(page, axe)
