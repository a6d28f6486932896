"""What a person does on a page, in the words of the page."""

import io
from random import Random

import pikepdf
from playwright.sync_api import Page

from portal.demo.names import egn


def a_pdf(text: str = "") -> bytes:
    """A small real PDF; `text` makes it differ from others."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.docinfo["/Title"] = text
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def a_number(seed: int, sex: str = "f") -> str:
    """A valid ЕГН that belongs to nobody living."""
    return egn(Random(seed), sex, set())


def choose(page: Page, question: str, option: str) -> None:
    page.get_by_role("group", name=question).get_by_label(option, exact=True).check()


def choose_place(page: Page, name: str) -> None:
    """From the list, or by the first letters and the keyboard where the page suggests."""
    field = page.get_by_label("Населено място", exact=True)
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=name)
        return
    field.press_sequentially(name.partition(". ")[2][:4])
    page.get_by_role("option", name=name, exact=True).wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == name


def go_on(page: Page, button: str = "Запазете и продължете") -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()
