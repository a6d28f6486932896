"""What is not a page: submitting, rendering, sealing, the outbox, starting and memory."""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from portal.processes import Process
from portal.supervisor import ROOT
from tests.bench.measure import Result, milliseconds
from tests.bench.servers import Bench

MESSAGES = 300


def submit(bench: Bench) -> Result:
    """One whole submission (number, case, receipt, message) beside one floor page."""
    from applications.actions import attachments, drafts, submissions
    from applications.models import Application, AttachmentKind
    from applications.steps import Walk
    from people.models import User
    from portal.demo import answers as sampled
    from services.models import Service

    user = User.objects.select_related("person__data_key", "person__settlement").get(email="citizen@demo.invalid")
    service = Service.objects.get(slug="parking-card")
    waiting: list[Application] = []
    for _ in range(22):
        draft = drafts.start(user, [service], by=user)
        known = {"capacity": "self", "answer_by": "counter", **sampled.of_person(user.person)}
        for key, answers in sampled.sample(Random(1), draft.forms()[0][1], known).items():
            drafts.save_step(draft, f"common.{key}", answers, by=user)
        for slot in Walk(draft).slots:
            attachments.answer_without_file(draft, slot.key, AttachmentKind.LATER, by=user)
        waiting.append(draft)
    floor = bench.floor_page().url
    return milliseconds(
        "submit",
        bench.size,
        lambda: submissions.submit(waiting.pop(), by=user),
        lambda: urllib.request.urlopen(floor).read(),
    )


def _html() -> str:
    from django.conf import settings
    from django.template.loader import render_to_string

    context = {
        "act": "ЗАПОВЕД", "grounds": "чл. 44, ал. 2 от ЗМСМА", "paragraphs": ["Установих следното. " * 12] * 6,
        "appeal": "Може да се обжалва в 14-дневен срок.", "signatory": "за кмет", "approved_by": "С. Колева", "post": "",
        "dated_number": "РД-2026-00001/23.11.2026 г.", "title": "Заповед", "language": "bg", "verify_code": "7K2M-9QXR-4TWB",
        "verify_url": "http://127.0.0.1/verify/", "number": "1",
    }  # fmt: skip
    return render_to_string("pdf/decision.html", {**context, "town": settings.MUNICIPALITY})


ALONE = """
import sys, time, json, pathlib, struct
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from records.pdf_child import OnlyAssets, SCHEME
import io
root = pathlib.Path(sys.argv[1]); html = pathlib.Path(sys.argv[2]).read_text(); qr = pathlib.Path(sys.argv[3]).read_bytes()
standing = {path.name: path.read_bytes() for path in (root / "static/fonts/pdf").glob("*.woff2")}
fonts = FontConfiguration()
sheet = CSS(string=(root / "templates/pdf/print.css").read_text(), base_url=SCHEME, url_fetcher=OnlyAssets(standing), font_config=fonts)
for line in sys.stdin:
    out = io.BytesIO()
    document = HTML(string=html, base_url=SCHEME, url_fetcher=OnlyAssets({"qr.svg": qr}))
    document.write_pdf(out, stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True)
    print(len(out.getvalue()), flush=True)
"""


def decision_pdf(bench: Bench) -> Result:
    """Through the renderer child with frames and assets, beside WeasyPrint alone on the same HTML, both warm."""
    from records import pdf

    html, code = _html(), pdf.qr("http://127.0.0.1/verify/7K2M-9QXR-4TWB/")
    page, square = bench.room / "bench.html", bench.room / "qr.svg"
    page.write_text(html)
    square.write_bytes(code)
    alone = subprocess.Popen(
        [sys.executable, "-c", ALONE, str(ROOT), str(page), str(square)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert alone.stdin is not None and alone.stdout is not None

    def bare() -> None:
        alone.stdin.write(b"\n")
        alone.stdin.flush()
        assert int(alone.stdout.readline()) > 1000

    try:
        return milliseconds(
            "decision_pdf", bench.size, lambda: pdf.renderer().render(html, {"qr.svg": code}, 30), bare, runs=40
        )
    finally:
        alone.stdin.close()
        alone.wait()
        pdf.renderer().stop()


def handbook(bench: Bench) -> Result:
    """The whole edition for citizens, by a warm renderer; `bytes` is the most memory that the renderer has used."""
    from records import pdf
    from services.actions import editions
    from services.handbook import rendering

    edition = editions.request("citizen", "bg", by=None)
    html, pictures = rendering.html(edition), rendering.assets(edition)
    renderer = pdf.Renderer()
    renderer.render("<p>x</p>", {}, 30)
    times = []
    try:
        for _ in range(3):
            start = time.perf_counter()
            renderer.make(html, pictures, 120, sheet=rendering.SHEET, on_page=lambda _page: None)
            times.append((time.perf_counter() - start) * 1000)
        peak = _most_memory(renderer)
    finally:
        renderer.stop()
    return Result(
        "handbook", bench.size, p50_ms=statistics.median(times), p99_ms=max(times), bytes=peak, repeats=sorted(times)
    )


def _most_memory(renderer: Any) -> int:
    status = Path(f"/proc/{renderer.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def seal(bench: Bench) -> Result:
    """Our seal beside pyHanko alone with the key object kept."""
    import io

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    from records import pdf
    from records import seal as sealing

    made = pdf.renderer().render(_html(), {"qr.svg": pdf.qr("x")}, 30)
    pdf.renderer().stop()

    def bare() -> None:
        writer = IncrementalPdfFileWriter(io.BytesIO(made))
        metadata = signers.PdfSignatureMetadata(field_name="Seal")
        signers.sign_pdf(writer, metadata, signer=sealing.signer(), output=io.BytesIO())

    return milliseconds("seal", bench.size, lambda: sealing.seal(made, "Заповед"), bare, runs=40)


def outbox(bench: Bench) -> Result:
    """Real notifications, from rows through relay, broker and worker to files, beside Celery's own no-op tasks."""
    from casework import notices
    from people.models import User

    user = User.objects.select_related("person__data_key").get(email="citizen@demo.invalid")
    worker = ("celery", "-A", "portal.celery", "worker", "-Q", "messages", "-c", "1")
    lean = ("--without-gossip", "--without-mingle")
    bench.supervisor.processes["messages"] = Process("messages", (*worker, *lean))
    bench.supervisor.processes["relay"] = Process("relay", ("python", "manage.py", "relay"))
    for name in ("messages", "relay"):
        bench.supervisor.start(name)
    _announce(notices.DECISION, user, 1)
    _wait_until_sent()
    pairs = []
    for _ in range(5):
        floor = _noops()
        _announce(notices.DECISION, user, MESSAGES)
        start = time.monotonic()
        _wait_until_sent()
        pairs.append((MESSAGES / (time.monotonic() - start), floor))
    return Result(
        "outbox",
        bench.size,
        rps=statistics.median(rate for rate, _ in pairs),
        floor=statistics.median(floor for _, floor in pairs),
        ratio=round(statistics.median(rate / floor for rate, floor in pairs), 3),
        repeats=[round(rate / floor, 3) for rate, floor in pairs],
    )


def _announce(notice: Any, user: Any, count: int) -> None:
    """In one transaction: the relay sees all of them at once."""
    from django.db import transaction

    from records import messages

    with transaction.atomic():
        for number in range(count):
            messages.send(
                notice, subject=user.person, data_key=user.person.data_key, by=None, user_uid=user.uid,
                context={"service": "x", "number": str(number)},
            )  # fmt: skip


def _wait_until_sent() -> None:
    from records.models import Delivery

    start = time.monotonic()
    while waiting := Delivery.objects.filter(status__in=["queued", "sending"]).count():
        if time.monotonic() - start > 120:
            raise RuntimeError(f"{waiting} messages still wait")
        time.sleep(0.05)


def _noops() -> float:
    """Celery's own task that does nothing, through the same broker and worker."""
    import redis
    from celery import current_app
    from django.conf import settings

    client = redis.Redis.from_url(settings.REDIS_URL.replace("redis+socket://", "unix://"))
    start = time.monotonic()
    for _ in range(MESSAGES):
        current_app.send_task("celery.accumulate", args=[], queue="messages")
    while client.llen("messages"):
        time.sleep(0.01)
    return MESSAGES / (time.monotonic() - start)


def cold_start(bench: Bench) -> Result:
    """From nothing to the first page of a web process; in p50_ms."""
    times = [_cold(bench) for _ in range(5)]
    return Result("cold_start", bench.size, p50_ms=statistics.median(times), p99_ms=max(times))


def _cold(bench: Bench) -> float:
    from tests.bench.servers import _free_port

    port = _free_port()
    environment = {**os.environ, **bench.environment, "WEB_BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1"}
    start = time.perf_counter()
    command = [str(Path(sys.executable).parent / "gunicorn"), "-c", "python:portal.gunicorn_conf", "portal.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/services/?n={port}", timeout=5).read()
                return (time.perf_counter() - start) * 1000
            except OSError:
                time.sleep(0.01)
    finally:
        process.terminate()
        process.wait()


def catalogue_10k(bench: Bench) -> Result:
    """Ten thousand services in a database of their own. `db_ms` is the search's p95 in the database; `p50_ms` the list,
    `floor` the same at forty services; `repeats` facets and results at forty and at ten thousand. All in ms."""
    from portal import embedded

    database = embedded.create_database(bench.services, f"many_{os.getpid()}")
    environment = {**os.environ, **bench.environment, **database.environment()}
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.catalogue"]
    out = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout
    found = json.loads(out)
    few, many = found["few"], found["many"]
    return Result(
        "catalogue_10k",
        bench.size,
        p50_ms=many["list"],
        db_ms=found["search"]["p95"],
        floor=few["list"],
        ratio=round(few["list"] / many["list"], 3),
        repeats=[round(row[name], 1) for name in ("facets", "found") for row in (few, many)],
    )


def person_search_150k(bench: Bench) -> Result:
    """Among 150 000 people in a database of their own. `db_ms` and `p99_ms` are the p95 of the slowest way, in the
    database and of the whole request; all ways, as pairs of the two, stand on standard error. All in ms."""
    from portal import embedded

    database = embedded.create_database(bench.services, f"people_{os.getpid()}")
    environment = {**os.environ, **bench.environment, **database.environment()}
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.people"]
    out = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout
    found = json.loads(out)
    print(
        "\n".join(f"{way:>14}  {row['db']:7.1f}  {row['request']:7.1f}" for way, row in found.items()), file=sys.stderr
    )
    whole = [row["request"] for row in found.values()]
    return Result(
        "person_search_150k",
        bench.size,
        p99_ms=max(whole),
        db_ms=max(row["db"] for row in found.values()),
        repeats=whole,
    )


def worker_rss(bench: Bench) -> Result:
    """Resident memory of the fullest web worker after the load above; in bytes."""
    master = bench.supervisor.running["web"].popen.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    sizes = [
        int(line.split()[1]) * 1024
        for child in children
        for line in Path(f"/proc/{child}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]
    return Result("worker_rss", bench.size, bytes=max(sizes))


MEASUREMENTS: dict[str, Callable[[Bench], Result]] = {
    function.__name__: function
    for function in (
        submit,
        decision_pdf,
        seal,
        outbox,
        handbook,
        catalogue_10k,
        person_search_150k,
        cold_start,
        worker_rss,
    )
}
