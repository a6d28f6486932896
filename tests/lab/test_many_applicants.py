"""Twenty people apply at once, from the first page to the receipt; what they were told is kept is looked for afterwards.

`LAB_SECONDS=300 make lab SCENARIO=many_applicants` is the acceptance figure; the tests of every day take twenty seconds.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from portal import embedded
from portal.demo.names import egn
from tests.journeys.words import a_pdf
from tests.support.browser import PASSWORD
from tests.support.old_browser import OldBrowser
from tests.support.stack import Stack

pytestmark = [pytest.mark.lab, pytest.mark.stack]
PEOPLE = 20
SECONDS = float(os.environ.get("LAB_SECONDS", "20"))
SERVICES = ("home-patronage", "assistant-support", "parking-card")
# Questions that are answered in one's own words.
WRITTEN = "middle_name|health_note|emergency_contact|preferred_hours|pets|candidate|allergies|key_holder"
ACCOUNTS = f"""
from people.models import User
for number in range({PEOPLE}):
    User.objects.create_user(email=f"applicant{{number}}@example.invalid", password="{PASSWORD}")
"""
ANSWERS = """
import json
from applications.models import Application
print(json.dumps({str(row.number): json.dumps(row.answers, ensure_ascii=False)
                  for row in Application.objects.submitted().select_related("data_key")}))
"""


@dataclass
class Told:
    """What a person saw taken: words by the draft they were written in, and the numbers of what was sent."""

    words: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def lab(servers: embedded.Services, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(servers, tmp_path, size=None, database="edno_applicants")
    try:
        stack.shell(ACCOUNTS)
        stack.start("web", "relay", "messages", "documents")
        yield stack
    finally:
        stack.stop()


def apply_until(stack: Stack, number: int, ends: float) -> Told:
    told, browser = Told(), OldBrowser(stack.base_url)
    browser.open("/accounts/login/")
    browser.send(
        {"login": f"applicant{number}@example.invalid", "password": PASSWORD}, form="//form[.//@name='password']"
    )
    turn = 0
    while time.monotonic() < ends:
        one_application(browser, told, Random(1000 * number + turn), SERVICES[(number + turn) % len(SERVICES)])
        turn += 1
    told.faults += browser.faults
    return told


def one_application(browser: OldBrowser, told: Told, random: Random, slug: str) -> None:
    browser.open(f"/apply/{slug}/")
    assert browser.send({"more": ""}, form="//main//form[.//@name='more']"), browser.errors
    found = re.search(r"/draft/([0-9a-f-]{36})/", browser.url)
    assert found, browser.url
    uid, known = found[1], person(random)
    browser.open(browser.links(r"/step/")[0])
    for _ in range(30):
        # Whoever has applied before confirms what is known; then only what is new is asked.
        if not re.search("/step/|/known/$", browser.url):
            break
        word = f"Дума{random.getrandbits(60):x}"
        typed, step = {WRITTEN: word, **known}, browser.url
        is_written = any(re.fullmatch(WRITTEN, name) for name in browser.names)
        assert browser.send(typed), f"{step}: {browser.errors}"
        if is_written:
            told.words.setdefault(uid, []).append(word)
    documents = {name: "later" for name in browser.names if name.startswith("how_")}
    slots = browser.page.xpath("//main//form//input[@type='file']/@name")
    files = {slots[0]: ("доказателство.pdf", a_pdf(uid), "application/pdf")} if slots else None
    assert browser.send(documents, files), f"{browser.url}: {browser.errors}"
    assert browser.send({}), f"{browser.url}: {browser.errors}"
    number = re.search(r"СУ-\d{4}-\d{5}", browser.page.text_content())
    assert number, browser.url
    told.numbers[uid] = number[0]


def person(random: Random) -> dict[str, str]:
    return {
        "given_name": "Надежда",
        "family_name": "Колева",
        "identity_type": "egn",
        "identity_number": egn(random, "f", set()),
        "birth_date": "",
        "phone": "0888 123 456",
        "address_settlement": "99019",
        "address_line": f"ул. „Липите“ {random.randint(1, 200)}",
        "capacity": "self",
        "answer_by": "portal",
        ".*(hours|number|count).*": "2",
        ".*(date|from|since).*": "1.12.2026",
        "household.*": "",
        "income.*": "",
        "changed": "",
    }


def lost(told: list[Told], kept: dict[str, str]) -> list[str]:
    """Words that somebody saw taken, and that stand in no application of theirs."""
    return [
        word
        for one in told
        for uid, words in one.words.items()
        if uid in one.numbers
        for word in words
        if word not in kept.get(one.numbers[uid], "")
    ]


def test_twenty_people_apply_at_once_and_nothing_is_lost(lab: Stack) -> None:
    ends = time.monotonic() + SECONDS
    with ThreadPoolExecutor(PEOPLE) as pool:
        told = list(pool.map(lambda number: apply_until(lab, number, ends), range(PEOPLE)))
    sent = {number for one in told for number in one.numbers.values()}
    kept = json.loads(lab.shell(ANSWERS))
    words = sum(len(rows) for one in told for rows in one.words.values())
    faults = [fault for one in told for fault in one.faults]
    print(f"\nMETRIC applicants={PEOPLE} seconds={SECONDS:.0f} sent={len(sent)} words={words} "
          f"faults={len(faults)} lost={len(lost(told, kept))}")  # fmt: skip
    assert faults == []
    assert len(sent) >= PEOPLE and set(kept) == sent
    assert words >= len(sent) and lost(told, kept) == []
    # The count does notice: an application without its answers is found.
    assert lost(told, {**kept, next(iter(sent)): ""})
