"""Every page of casework that staff can reach by a link: axe in both languages, 320 px, and the keyboard alone.

Which pages there are says the table of access; how one comes to them, the links. A page that no link leads to fails.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from playwright.sync_api import Page

from casework.models import CaseStatus
from tests.access.table import PRINCIPALS, TABLE
from tests.journeys.test_pages import look
from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]
LOGINS = ("officer", "head", "provider", "provider2", "clerk", "mayor", "editor", "admin")
# Answered with a file.
FILES = {
    "registers_file", "waiting_export", "figures_file", "desk_export", "act_file", "decision_document", "analysis_file",
    "case_assessment_document", "case_plan_document", "case_opinion_file", "case_attachment",
    "provider_contract_document",
}  # fmt: skip
# A link leads there only after something was pressed.
PRESSED = {"signal_finish", "case_use_resume", "analysis", "analysis_section"}
# Everything that can be reached with Tab, in the order of the page; of a group of radio buttons, one.
EXPECTED = """() => {
  const groups = new Set();
  window.wanted = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(it => {
    if (it.tabIndex < 0 || it.disabled || it.type === "hidden" || !it.checkVisibility({ visibilityProperty: true })) return false;
    if (it.type !== "radio") return true;
    const group = it.name + (it.form ? [...document.forms].indexOf(it.form) : "");
    return !groups.has(group) && groups.add(group);
  });
  window.stops = []; window.faults = [];
  document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute("tabindex");  // from the top
  return window.wanted.length;
}"""
# After a press: what has the focus now, and what is wrong with how it is seen.
STOPPED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body || window.stops.includes(it)) return;
  window.stops.push(it);
  it.scrollIntoView({ block: "nearest" });  // as the browser does, but at once and not with the next frame
  const box = it.getBoundingClientRect(), style = getComputedStyle(it), said = it.outerHTML.slice(0, 120);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) window.faults.push("no ring: " + said);
  if (box.width < 2 || box.bottom <= 0 || box.top >= innerHeight) { window.faults.push("outside of the window: " + said); return; }
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const seen = [.1, .5, .9].some(part => {
    const top = document.elementFromPoint(x, Math.max(box.top, 1) * (1 - part) + Math.min(box.bottom, innerHeight - 1) * part);
    return top && (top.contains(it) || it.contains(top));
  });
  if (!seen) window.faults.push("covered: " + said);
}"""
WALKED = """() => {
  const same = (one, other) => one === other || (one.type === "radio" && one.type === other.type && one.name === other.name && one.form === other.form);
  const missed = window.wanted.filter(it => !window.stops.some(stop => same(stop, it)));
  const back = window.stops.filter((it, at) => at && window.stops[at - 1].compareDocumentPosition(it) & Node.DOCUMENT_POSITION_PRECEDING);
  return [...window.faults, ...missed.map(it => "not reached: " + it.outerHTML.slice(0, 120)), ...back.map(it => "out of order: " + it.outerHTML.slice(0, 120))];
}"""


def walk_by_tab(page: Page) -> None:
    """From the top to the end: everything is reached, in order, seen, and nothing holds the focus."""
    count = page.evaluate(EXPECTED)
    for _ in range(count + 2):
        page.keyboard.press("Tab")
        page.evaluate(STOPPED)
    assert page.evaluate("window.stops[0]?.className") == "skip", f"{page.url}: the skip link does not come first"
    assert page.locator("main#main[tabindex='-1']").count() == 1
    faults = page.evaluate(WALKED)
    assert not faults, f"{page.url}\n" + "\n".join(faults[:4])


def named(address: str) -> tuple[str, str]:
    """(name of the address, with the topic of figures; module of its view)."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return "", ""
    name, topic = match.url_name or "", match.kwargs.get("topic", "") if match.url_name == "figures_topic" else ""
    return f"{name} {topic}".strip(), getattr(match.func, "__module__", "")


def wanted() -> set[str]:
    """The names of the pages of casework that one of LOGINS may open; the counter's need a client and stand elsewhere."""
    staff = [PRINCIPALS.index(name) for name in LOGINS if name in PRINCIPALS]
    gets = {name: row["get"].split() for name, row in TABLE.items() if not name.startswith(("mine", "counter"))}
    names = {name for name, got in gets.items() if got[0] != "200" and any(got[at] == "200" for at in staff)}
    return {
        name for name, module in _views(get_resolver()) if module.startswith("casework.views")
    } & names - FILES - PRESSED


def _views(resolver: Any) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one.name or "", one.callback.__module__
        else:
            yield from _views(one)


def starts(login: str, page: Page) -> Iterator[str]:
    """What is another page in each of its states: a case of each status, somebody who is in service."""
    if login in {"officer", "head"}:
        yield "/desk/?status=waiting"
        # First what somebody works on: its notes, terms and opinions are not empty.
        for status in sorted(CaseStatus.values, key=lambda status: status != CaseStatus.IN_PROGRESS):
            # What the municipality decides: its clock can be stopped.
            ours = "&service=home-patronage" if status == CaseStatus.IN_PROGRESS else ""
            page.goto(f"/desk/?status={status}&sort=-came{ours}")
            first = page.locator("table.cases a.verb")
            if first.count():
                yield str(first.first.evaluate("it => it.pathname"))
    if login.startswith("provider"):  # who waits for an answer, and who is in service: plan, contract, assessment
        page.goto("/provider/")
        tables = page.locator("main tbody")
        for row in (tables.first.locator("tr").first, tables.last.locator("tr").last):
            yield str(row.locator("a").first.evaluate("it => it.pathname"))


def known(stack: Stack) -> list[str]:
    """What not every case has: a note of the officer's own, a plan, help that was changed while it was used."""
    found = []
    for table, page in (("casenote", "notes/"), ("plan", ""), ("usechange", "")):
        rows = stack.sql(
            f"SELECT c.uid FROM casework_{table} r JOIN casework_case c ON c.id = r.case_id JOIN people_membership m "
            "ON m.organisation_id = c.unit_id JOIN people_user u ON u.id = m.user_id "
            "WHERE u.email = 'officer@demo.invalid' ORDER BY r.id LIMIT 3"
        )
        found += [f"/desk/{uid}/{page}" for (uid,) in rows]
    return found


def links(page: Page, within: str) -> list[str]:
    return list(page.eval_on_selector_all(f"{within} a[href]", "all => all.map(it => it.pathname + it.search)"))


def test_every_page_of_staff_is_reached_and_read_without_a_mouse(
    visit: Callable[..., Visitor], axe: Callable[[Page], None], stack: Stack
) -> None:
    visited: set[str] = set()
    faults: list[str] = []
    for login in LOGINS:
        page = visit(viewport=PHONE).sign_in(login)
        first = [*starts(login, page), *(known(stack) if login == "officer" else ())]
        page.goto("/welcome/")
        queue, asked = [*first, *links(page, "nav")], set()
        while queue:
            address = queue.pop(0)
            name, module = named(address)
            if address in asked or not module.startswith("casework.views") or name in FILES:
                continue
            # A case is another page in each of its states, the desk another one to the head.
            if name in visited and address not in first:
                continue
            asked.add(address)
            answer = page.goto(address)
            if answer is None or answer.status != 200:
                continue
            visited |= {name, name.split()[0]}
            queue.extend(links(page, "main"))
            try:
                look(page, axe)
                walk_by_tab(page)
                page.set_viewport_size(DESKTOP)
                page.goto(f"/en{address}")
                look(page, axe)
            except AssertionError as fault:
                faults.append(f"{login}: {fault}")
            page.set_viewport_size(PHONE)
    faults += [f"no link leads to {name}" for name in sorted(wanted() - visited)]
    assert not faults, "\n\n".join(faults)
