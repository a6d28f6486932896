"""Decisions rendered and sealed by two real workers: each once, each whole, and no process that grows.

`LAB_DECISIONS=1000 make lab SCENARIO=many_decisions` is the acceptance figure; every day makes thirty. The memory is
read from /proc by the test, which renders nothing; the documents are opened by a process that has made none of them.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import pytest

from portal import embedded
from portal.processes import PROCESSES, Process
from tests.support.stack import Stack

pytestmark = [pytest.mark.lab, pytest.mark.stack]
DECISIONS = int(os.environ.get("LAB_DECISIONS", "30"))
WORKERS = ("documents-1", "documents-2")
# What a process may be larger by in the last third of the work than in the first.
MAY_GROW = 8 * 1024
# A worker has loaded everything it needs after so many documents.
WARM = 8
PERSONS = 25
# Drafted by the officer, approved by the head, through the actions alone; no worker runs.
DRAW_UP = f"""
from random import Random
from django.db import transaction
from tests.support.cast import make_cast, refused, case_of
from casework.actions import decisions
from casework.models import Decision
from portal.demo import population, showcase
cast = make_cast()
people = population.populate(Random(1), {PERSONS})
whole = Decision.objects.select_related("data_key", "template", "case__data_key", "case__service", "case__beneficiary",
    "case__unit", "case__request__application__applicant", "drafted_by")
for number in range({{count}}):
    person = people[number % len(people)]
    with transaction.atomic():
        application = showcase.apply(Random(number), cast.citizen, ["assistant-support"], cast.daughter, person)
        decisions.approve(whole.get(pk=refused(case_of(application), cast).pk), by=cast.head)
"""
OPEN = """
import io, json, subprocess
import pikepdf
from casework.models import Decision
from records import documents, seal
from records.models import Document
found = {row.uid: row for row in Document.objects.select_related("data_key")}
for act in Decision.objects.select_related("case__beneficiary"):
    acts, easy = documents.read(found[act.document_uid]), documents.read(found[act.easy_uid])
    words, sheet = (subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
                    for pdf in (acts, easy))
    with pikepdf.open(io.BytesIO(acts)) as one, pikepdf.open(io.BytesIO(easy)) as two:
        tagged = all("/StructTreeRoot" in opened.Root for opened in (one, two))
    name = act.case.beneficiary.family_name
    print(json.dumps([act.number, act.number in words, name in words and name in sheet, seal.is_intact(acts), tagged]))
"""


class Sample(NamedTuple):
    made: int
    kilobytes: dict[str, int]


def workers(application: str = "portal.celery") -> list[Process]:
    (one,) = (process for process in PROCESSES if process.name == "documents")
    command = tuple(application if part == "portal.celery" else part for part in one.command)
    return [
        Process(name, tuple(f"{name}@%h" if part == "documents@%h" else part for part in command)) for name in WORKERS
    ]


@pytest.fixture
def lab(servers: embedded.Services, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stack]:
    stack = Stack(servers, tmp_path, size=None, database="edno_lab_decisions")
    stack.supervisor.processes |= {process.name: process for process in workers(request.param)}
    try:
        yield stack
    finally:
        stack.stop()


def resident(stack: Stack) -> dict[str, int]:
    """Kilobytes of each process of the workers, renderers and helpers alike: each worker leads a session of its own."""
    leaders = {str(stack.supervisor.running[name].popen.pid): name for name in WORKERS}
    found: dict[str, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            session = (folder / "stat").read_text().rpartition(")")[2].split()[3]
            if session not in leaders:
                continue
            command = (folder / "cmdline").read_text()
            (line,) = (row for row in (folder / "status").read_text().splitlines() if row.startswith("VmRSS"))
        except (FileNotFoundError, ProcessLookupError, ValueError):
            continue  # it ended meanwhile
        part = "renderer" if "pdf_child" in command else "leader" if folder.name == session else "child"
        kind = f"{leaders[session]} {part}"
        found[kind] = max(found.get(kind, 0), int(line.split()[1]))
    return found


def made(stack: Stack) -> int:
    """Documents that are ready."""
    return int(stack.sql("SELECT count(*) FROM records_document WHERE status = 'rendered'")[0][0])


def watched(stack: Stack, documents: int) -> list[Sample]:
    """The memory of every process from the first document to the last."""
    samples: list[Sample] = []

    def settled() -> bool:
        samples.append(Sample(made(stack), resident(stack)))
        return samples[-1].made == documents

    stack.wait_for(settled, 90 + 3 * documents)
    return samples


def growth(samples: list[Sample], documents: int) -> dict[str, int]:
    """By process: mean of the last third less mean of the first, in kilobytes; without what is loaded once."""
    warm = [sample for sample in samples if sample.made > len(WORKERS) * WARM]
    third = (documents - warm[0].made) / 3
    first = [sample.kilobytes for sample in warm if sample.made <= warm[0].made + third]
    last = [sample.kilobytes for sample in warm if sample.made >= documents - third]
    return {
        name: round(mean(row[name] for row in last if name in row) - mean(row[name] for row in first if name in row))
        for name in sorted(set(first[0]) & set(last[-1]))
    }


def run(lab: Stack, decisions: int) -> dict[str, int]:
    lab.shell(DRAW_UP.format(count=decisions))
    # Receipts and assessments are not what is measured.
    lab.sql("UPDATE records_document SET status = 'failed' WHERE kind NOT IN ('decision', 'decision_easy')")
    for name in ("relay", *WORKERS):
        lab.supervisor.start(name)
    began = time.monotonic()
    documents = 2 * decisions  # the act and the same in easy words
    samples = watched(lab, documents)
    seconds = time.monotonic() - began
    found = growth(samples, documents)
    assert {name.split()[1] for name in found} == {"leader", "child", "renderer"}
    assert {name.split()[0] for name in found} == set(WORKERS)
    most = {name: max(sample.kilobytes.get(name, 0) for sample in samples) // 1024 for name in found}
    print(f"\n{decisions} decisions, {documents} documents in {seconds:.0f} s; growth in kB {found}; most MB {most}")
    return found


@pytest.mark.parametrize("lab", ["portal.celery"], indirect=True)
def test_every_decision_is_sealed_once_and_no_worker_grows(lab: Stack) -> None:
    grown = run(lab, DECISIONS)
    assert {name: size for name, size in grown.items() if size > MAY_GROW} == {}
    statuses = lab.sql("SELECT status FROM casework_decision")
    assert Counter(status for (status,) in statuses) == {"published": DECISIONS}
    opened = [json.loads(line) for line in lab.shell(OPEN).splitlines()]
    assert [row for row in opened if row[1:] != [True] * 4] == []
    numbers = sorted(row[0] for row in opened)
    register = numbers[0].rpartition("-")[0]
    assert numbers == [f"{register}-{number:05}" for number in range(1, DECISIONS + 1)]
    assert lab.sql("SELECT count(*), count(DISTINCT sha256) FROM records_document WHERE kind LIKE 'decision%%'") == [
        (2 * DECISIONS, 2 * DECISIONS)
    ]
    told = lab.sql("SELECT count(*) FROM records_auditevent WHERE verb = 'document_rendered'")
    assert told == [(made(lab),)]


@pytest.mark.parametrize("lab", ["tests.lab.leaking"], indirect=True)
def test_a_worker_that_keeps_what_it_made_is_seen(lab: Stack) -> None:
    """The sabotage: a megabyte stays of every document."""
    grown = run(lab, 30)
    assert max(size for name, size in grown.items() if name.endswith("child")) > MAY_GROW
