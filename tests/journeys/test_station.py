"""Two clients one after the other at one work place: whoever looks afterwards finds nothing of the first."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]


def number_of(stack: Stack, name: str) -> str:
    code = f"from people.models import Person; print(Person.objects.with_key().filter(family_name={name!r}).exclude(id_type='none').latest('pk').id_number)"
    return stack.shell(code).strip()


def begin(page: Page, number: str) -> None:
    page.bring_to_front()
    page.goto("/counter/")
    page.wait_for_function("document.activeElement.matches('input')")
    page.keyboard.insert_text(number)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def draft_of(page: Page) -> str:
    """A draft with an answer typed and not sent; its address."""
    with page.expect_navigation():
        page.keyboard.press("F4")
    page.locator("[value=parking-card]").check()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    # What is known of the person comes first; the question lies beside it.
    page.goto(re.sub(r"(/draft/[^/]+/).*", r"\1step/common.contact/", page.url))
    page.locator("[name=address_line]").fill("ул. Тайна 13")
    return page.url


def test_nothing_of_the_former_client_can_be_got_back(visit: Callable[..., Visitor], stack: Stack) -> None:
    visitor = visit(viewport=DESKTOP)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=stack.base_url)
    page = visitor.sign_in("clerk")
    begin(page, number_of(stack, "Петрова"))
    name = page.locator("h1").inner_text()
    seen = [page.url, draft_of(page)]
    page.evaluate("navigator.clipboard.writeText('ул. Тайна 13')")
    page.evaluate("sessionStorage.setItem('x', 'ул. Тайна 13')")
    with page.expect_navigation():
        page.keyboard.press("F9")
    expect(page).to_have_url(re.compile("/counter/$"))
    assert page.evaluate("document.activeElement.name") == "text"
    assert page.evaluate("navigator.clipboard.readText()") == ""
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    for _ in range(6):
        page.go_back()
        page.wait_for_load_state()
        content = page.content()
        assert "Тайна" not in content and name not in content, page.url
    for address in seen:
        assert page.goto(address).status == 404
    other = visitor.open("/my/")
    assert name not in other.content()
    begin(page, number_of(stack, "Колева"))
    assert name not in page.content()


def test_a_place_is_locked_by_one_key_and_what_was_typed_comes_back(
    visit: Callable[..., Visitor], stack: Stack
) -> None:
    page = visit(viewport=DESKTOP).sign_in("clerk")
    begin(page, number_of(stack, "Петрова"))
    name = page.locator("h1").inner_text()
    draft = draft_of(page)
    with page.expect_navigation():
        page.keyboard.press("F2")
    assert name not in page.content() and "Тайна" not in page.content()
    page.goto(draft)
    expect(page.locator("h1")).to_have_text("Работното място е заключено")
    page.keyboard.type("demo-demo-demo-1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[name=address_line]")).to_have_value("ул. Тайна 13")


def test_the_keys_are_told_by_a_key(visit: Callable[..., Visitor]) -> None:
    page = visit(viewport=DESKTOP).sign_in("clerk")
    page.goto("/counter/person/new/")
    page.locator("main a.back").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Какво правят клавишите")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_another_window_shows_nothing_of_the_former_client(visit: Callable[..., Visitor], stack: Stack) -> None:
    """Two windows are one work place: the end in one of them, or the next client, clears the other."""
    visitor = visit(viewport=DESKTOP)
    page = visitor.sign_in("clerk")
    begin(page, number_of(stack, "Петрова"))
    name = page.locator("h1").inner_text()
    other = visitor.open("/counter/")
    other.goto(page.url)
    expect(other.locator("h1")).to_have_text(name)
    page.bring_to_front()
    with page.expect_navigation():
        page.keyboard.press("F9")
    expect(other).to_have_url(re.compile("/counter/$"))
    expect(other.get_by_text(name)).to_have_count(0)
    begin(page, number_of(stack, "Петрова"))
    other.goto(page.url)
    begin(page, number_of(stack, "Колева"))
    expect(other).to_have_url(re.compile("/counter/$"))
    expect(other.get_by_text(name)).to_have_count(0)


def test_keys_of_one_sign_are_silent_when_switched_off(visit: Callable[..., Visitor]) -> None:
    page = visit(viewport=DESKTOP).sign_in("clerk")
    page.goto("/preferences/?next=/counter/merges/")
    page.locator("[name=keys][value=off]").check()
    with page.expect_navigation():
        page.locator("main button.btn-primary").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto("/counter/")
    with page.expect_navigation():
        page.keyboard.press("F6")
    expect(page).to_have_url(re.compile("/calls/new/$"))
