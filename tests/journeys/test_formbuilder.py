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
Look = Callable[[Page], None]


@pytest.fixture
def look(visit: Callable[..., Visitor], axe: Callable[[Page], None]) -> Callable[[str], Look]:
    """axe needs scripts: it looks at the same address in a second browser of the same person."""

    def eyes_of(login: str) -> Look:
        eyes = visit(viewport=PHONE).sign_in(login)

        def look_at(page: Page) -> None:
            eyes.goto(page.url)
            axe(eyes)
            for one in (page, eyes):
                assert one.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

        return look_at

    return eyes_of


def write_the_question(page: Page, look: Look) -> None:
    """First without its key: the page says so and keeps the rest."""
    page.goto(FORM)
    press(page, f"main a[href='{FORM}steps/1/questions/2/']")
    look(page)
    page.locator("[name=label_bg]").fill(ASKED)
    page.locator("[name=label_en]").fill("Which entrance shall the driver look for?")
    page.locator("[name=test-0-first]").select_option("transport")
    page.locator("[name=test-0-value]").fill("yes")
    press(page, SAVE)
    assert page.title().startswith("Грешка:"), "the key is missing"
    look(page)
    assert page.locator("[name=label_bg]").input_value() == ASKED
    page.locator("[name=key]").fill("entrance")
    press(page, SAVE)
    main = page.locator("main").inner_text()
    assert ASKED in main and "Нужен ли е превоз?" in main


def try_it(page: Page, look: Look) -> None:
    page.goto(f"{FORM}preview/1/")
    look(page)
    assert page.get_by_label(ASKED).is_visible()
    page.goto(f"{FORM}try/")
    choose(page, "Нужен ли е превоз?", "да")
    press(page, "main form button.btn-primary")
    look(page)
    walked = page.locator("section[aria-labelledby=walk]").inner_text()
    assert f"{ASKED}: " in walked, "shown, and missed because it was left empty"
    choose(page, "Нужен ли е превоз?", "не")
    press(page, "main form button.btn-primary")
    assert ASKED not in page.locator("section[aria-labelledby=walk]").inner_text()


def test_a_question_with_a_condition_reaches_the_application(
    visit: Callable[..., Visitor], look: Callable[[str], Look]
) -> None:
    author = visit(viewport=PHONE, java_script_enabled=False).sign_in("editor")
    look_at = look("editor")
    author.goto("/catalogue-editor/")
    look_at(author)
    press(author, "main a[href$='/forms/']")
    look_at(author)
    press(author, f"main a[href='{FORM}']")
    press(author, "main form button.btn-primary")
    write_the_question(author, look_at)
    look_at(author)
    try_it(author, look_at)
    author.goto(FORM)
    press(author, f"form[action='{FORM}send/'] button")
    assert author.locator(f"form[action='{FORM}approve/']").count() == 0, "nobody approves what they wrote"

    second = visit(viewport=DESKTOP, java_script_enabled=False).sign_in("editor2")
    second.goto(f"/en{FORM}")
    look("editor2")(second)
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
    look("citizen")(citizen)
    assert citizen.get_by_label(ASKED).is_visible()


def test_shared_questions_hold_in_a_phone(visit: Callable[..., Visitor], look: Callable[[str], Look]) -> None:
    page = visit(viewport=PHONE).sign_in("editor")
    look_at = look("editor")
    for address in ("/catalogue-editor/question-bank/", "/en/catalogue-editor/question-bank/new/"):
        page.goto(address)
        look_at(page)


def test_axe_finds_nothing_on_answers_of_the_builder(
    visit: Callable[..., Visitor], axe: Callable[[Page], None]
) -> None:
    page = visit(viewport=PHONE).sign_in("editor")
    form = "/en/catalogue-editor/forms/assistant-support/"
    page.goto(form)
    press(page, "main form button.btn-primary")
    axe(page)
    page.goto(f"{form}steps/0/questions/0/")
    page.locator("[name=key]").fill("")
    press(page, SAVE)
    assert page.title().startswith("Error:")
    axe(page)
    page.goto(f"{form}try/")
    press(page, "main form button.btn-primary")
    assert page.locator("#walk").is_visible()
    axe(page)
