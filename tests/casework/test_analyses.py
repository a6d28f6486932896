"""The two analyses that the law asks for: begun from figures, written, approved by another, sealed, and nobody in them."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pikepdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from casework import analysing, verifying
from casework.actions import analyses as actions
from casework.actions.decisions import SamePerson
from casework.models import Analysis, AnalysisRule, Figure, FiguresMade
from people import inbox
from people.models import Organisation, Settlement
from records import documents, pdf
from records.calendar import midnight
from records.models import Document, Message
from records.tasks import render_document
from services.models import Offer, Service, TargetGroup
from tests.casework.test_figures import GROWING
from tests.support.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
LAST = timezone.localdate().year - 1
LIST = "/figures/analyses/"


def figure(measure: str, count: int, **columns: Any) -> None:
    usual = {"month": date(LAST, 3, 1), "age_group": "old", "unit": Organisation.objects.get(slug="unit-centre")}
    Figure.objects.create(measure=measure, count=count, **{**usual, **columns})


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """Home patronage asked for by 40 in the town and one child of a small village; 12 of them could not be helped."""
    Figure.objects.all().delete()
    patronage, rare = (Service.objects.get(slug=slug) for slug in ("home-patronage", "day-centre-elderly"))
    town, village = (Settlement.objects.get(ekatte=code) for code in ("99019", "99036"))
    elderly = TargetGroup.objects.get(slug="elderly")
    figure("opened", 40, service=patronage, settlement=town, code="online")
    figure("opened", 1, service=rare, settlement=village, age_group="child", code="online")
    figure("ended", 30, service=patronage, settlement=town, code="approval")
    figure("ended", 8, service=patronage, settlement=town, code="refusal")
    figure("used", 33, service=patronage, settlement=town, month=date(LAST, 1, 1))
    figure("took", 30, service=patronage, code="approval", days=12)
    figure("unmet", 12, service=patronage, settlement=town, target_group=elderly, code="no_place")
    figure("opened", 77, service=patronage, settlement=town, month=date(LAST - 1, 3, 1), code="online")
    offer = Offer.objects.filter(service=patronage).earliest("pk")
    figure("places", 30, service=patronage, offer=offer, code="all", unit=None, month=timezone.localdate())
    figure("places", 21, service=patronage, offer=offer, code="given", unit=None, month=timezone.localdate())
    FiguresMade.objects.update_or_create(pk=1, defaults={"counted_at": midnight(date(LAST + 1, 1, 9)), "seconds": 1.0})
    return cast


def mark(client: Client, address: str) -> str:
    """What the page says that it saw of the section."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    assert found
    return found[1]


def write(client: Client, analysis: Analysis, section: str, typed: dict[str, str]) -> Any:
    address = f"{analysis.get_absolute_url()}{section}/"
    return client.post(address, {"seen": mark(client, address), **typed})


def begin(client: Client, kind: str = "yearly") -> Analysis:
    answer = client.post(LIST, {"kind": kind, "year": str(LAST)})
    assert answer.status_code == 302, answer.content.decode()
    return Analysis.objects.get(kind=kind)


def test_from_the_figures_to_a_sealed_document(counted: Cast) -> None:
    """The head begins it, writes and fills in; the mayor gives it back once, approves it, and everybody may check it."""
    head, mayor = signed_in(counted.head), signed_in(counted.mayor)
    analysis = begin(head)
    page = head.get(analysis.get_absolute_url()).content.decode()
    assert "Домашен социален патронаж" in page and "Още няма текст." in page and "няма данни" in page
    assert f"09.01.{LAST + 1} г." in page, "as of when the figures are"
    typed = {"text": "Две медицински сестри напуснаха.", "cell-home-patronage-posts": "12,5"}
    wrong = write(head, analysis, "resources", {**typed, "cell-home-patronage-own": "много"})
    said = wrong.content.decode()
    assert "Напишете число" in said and "Две медицински сестри" in said and 'value="12,5"' in said, (
        "nothing typed is lost"
    )
    assert write(head, analysis, "resources", {**typed, "cell-home-patronage-own": "104 250,50"}).status_code == 302
    assert analysis.get_absolute_url() not in mayor.get("/figures/").content.decode()
    act = f"{analysis.get_absolute_url()}do/"
    assert mayor.post(f"{act}approve/").status_code == 302
    assert Analysis.objects.get().status == "draft", "what is still being written cannot be approved"
    assert head.post(f"{act}send/").status_code == 302
    assert analysis.get_absolute_url() in mayor.get("/figures/").content.decode(), "the mayor's first page says it"
    assert head.get(f"{analysis.get_absolute_url()}resources/").status_code == 404, (
        "nothing is changed while the mayor reads it"
    )
    empty = mayor.post(f"{act}return/", {"remark": ""}).content.decode()
    assert "Грешка" in empty
    assert mayor.post(f"{act}return/", {"remark": "Къде е изводът?"}).status_code == 302
    assert "Къде е изводът?" in head.get(analysis.get_absolute_url()).content.decode()
    assert write(head, analysis, "conclusions", {"text": "Трябват още 12 места."}).status_code == 302
    head.post(f"{act}send/")
    assert head.post(f"{act}approve/").status_code == 403, "not by a head"
    assert mayor.post(f"{act}approve/").status_code == 302
    analysis.refresh_from_db()
    assert (analysis.status, analysis.approved_by, analysis.version) == ("approved", counted.mayor, 1)
    assert mayor.get(f"{analysis.get_absolute_url()}file.pdf").status_code == 302, "it is being prepared"
    render_document(Document.objects.get(uid=analysis.document_uid).pk)
    answer = mayor.get(f"{analysis.get_absolute_url()}file.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    document = Document.objects.get(uid=analysis.document_uid)
    assert document.sealed_at and "12,5" in str(document.context) and "Трябват още 12 места." in str(document.context)
    with pikepdf.open(BytesIO(documents.read(document))) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3" and "/StructTreeRoot" in pdf.Root, "an archive document"
    checked = Client().get(f"/verify/{document.verify_code}/").content.decode()
    assert "е истински и валиден" in checked and f"{LAST}/1" in checked
    officer = signed_in(counted.officer)
    assert officer.get(analysis.get_absolute_url()).status_code == 200, "what is approved is read by who sees figures"
    assert mayor.post(f"{act}approve/").status_code == 302 and Document.objects.filter(kind="analysis").count() == 1


def test_the_numbers_are_those_of_the_year_and_one_child_is_in_none_of_them(counted: Cast) -> None:
    analysis = begin(signed_in(counted.head), "needs")
    tables = analysis.figures["tables"]
    patronage = Service.objects.get(slug="home-patronage").name_bg
    rows = {row[0]: row[1:] for row in tables["capacity"]["rows"]}
    assert rows[patronage][1:2] + rows[patronage][3:] == [30, 21, "·", 12, 0]
    child = Service.objects.get(slug="day-centre-elderly").name_bg
    asked = {row[0]: row[1:] for row in tables["asked_ages"]["rows"]}
    assert set(asked[child]) == {"·"} and set(asked[patronage]) == {"·"}, "41 less 40 would be the child"
    assert (
        tables["used_ages"]["rows"] == [[patronage, 33, 33]]
        and tables["used_ages"]["header"][1] == "на 65 и повече години"
    )
    unmet = {row[0]: row[1:] for row in tables["unmet_groups"]["rows"]}
    assert unmet[patronage] == [12, 12]
    everything = str(analysis.figures)
    assert "77" not in everything, "nothing of another year"
    told = [table for name, table in tables.items() if name != "capacity"]
    assert not [row for table in told for row in table["rows"] for cell in row if cell in (1, 2, 3, 4)]


def test_who_has_not_begun_or_sent_it_approves(counted: Cast) -> None:
    analysis = begin(signed_in(counted.head))
    actions.send(analysis, by=counted.head)
    with pytest.raises(SamePerson):
        actions.approve(analysis, by=counted.head)


def test_a_draft_is_seen_by_who_writes_and_who_approves(counted: Cast) -> None:
    analysis = begin(signed_in(counted.head))
    seen = {
        login: signed_in(getattr(counted, login)).get(analysis.get_absolute_url()).status_code
        for login in ("head", "mayor", "officer", "clerk", "provider", "citizen")
    }
    assert seen == {"head": 200, "mayor": 200, "officer": 404, "clerk": 403, "provider": 403, "citizen": 403}
    assert signed_in(counted.officer).post(LIST, {"kind": "yearly", "year": str(LAST)}).status_code == 403
    assert signed_in(counted.mayor).get(f"{analysis.get_absolute_url()}summary/").status_code == 403


def test_figures_stay_those_of_their_moment_until_they_are_taken_anew(counted: Cast) -> None:
    head = signed_in(counted.head)
    analysis = begin(head)
    write(head, analysis, "summary", {"text": "Добра година."})
    before = head.get(analysis.get_absolute_url()).content.decode()
    Figure.objects.filter(measure="ended", code="approval").update(count=33)
    assert ">30<" in before and ">30<" in head.get(analysis.get_absolute_url()).content.decode()
    head.post(f"{analysis.get_absolute_url()}do/figures/")
    after = head.get(analysis.get_absolute_url()).content.decode()
    assert ">33<" in after and "Добра година." in after


def test_two_heads_at_once_lose_nothing(counted: Cast) -> None:
    head = signed_in(counted.head)
    analysis = begin(head)
    address = f"{analysis.get_absolute_url()}summary/"
    seen, of_plan = mark(head, address), mark(head, f"{analysis.get_absolute_url()}plan/")
    assert head.post(address, {"seen": seen, "text": "Първият."}).status_code == 302
    second = head.post(address, {"seen": seen, "text": "Вторият."})
    page = second.content.decode()
    assert second.status_code == 409 and "Първият." in page and "Вторият." in page
    other = head.post(f"{analysis.get_absolute_url()}plan/", {"seen": of_plan, "text": "Изпълнен."})
    assert other.status_code == 302, "another section is no conflict"
    assert Analysis.objects.get().texts == {"summary": "Първият.", "plan": "Изпълнен."}


def test_a_new_version_begins_with_what_the_approved_one_says(counted: Cast) -> None:
    head, mayor = signed_in(counted.head), signed_in(counted.mayor)
    first = begin(head)
    assert begin(head) == first, "one that is being written is opened"
    write(head, first, "summary", {"text": "Добра година."})
    for client, verb in ((head, "send"), (mayor, "approve")):
        client.post(f"{first.get_absolute_url()}do/{verb}/")
    head.post(LIST, {"kind": "yearly", "year": str(LAST)})
    second = Analysis.objects.get(version=2)
    assert second.texts == {"summary": "Добра година."}
    for client, verb in ((head, "send"), (mayor, "approve")):
        client.post(f"{second.get_absolute_url()}do/{verb}/")
    statuses = dict(Analysis.objects.values_list("version", "status"))
    assert statuses == {1: "replaced", 2: "approved"}
    states = {
        version: verifying.check(Document.objects.get(uid=uid), timezone.localdate()).state
        for version, uid in Analysis.objects.values_list("version", "document_uid")
    }
    assert states == {1: "replaced", 2: "valid"}


def test_every_table_is_a_sheet(counted: Cast) -> None:
    head = signed_in(counted.head)
    analysis = begin(head)
    write(head, analysis, "resources", {"cell-home-patronage-posts": "1 212,5"})
    book = openpyxl.load_workbook(BytesIO(head.get(f"{analysis.get_absolute_url()}file.xlsx").content))
    assert {"capacity", "outcomes", "resources", "appeals"} <= set(book.sheetnames)
    lines = {line[0]: line[1:] for line in book["resources"].iter_rows(min_row=4, values_only=True)}
    assert lines[Service.objects.get(slug="home-patronage").name_bg][:2] == (1212.5, "няма данни")


def test_lines_that_nobody_filled_in_are_one_sentence_on_paper(counted: Cast) -> None:
    head, mayor = signed_in(counted.head), signed_in(counted.mayor)
    analysis = begin(head)
    write(head, analysis, "resources", {"cell-home-patronage-posts": "12"})
    for client, verb in ((head, "send"), (mayor, "approve")):
        client.post(f"{analysis.get_absolute_url()}do/{verb}/")
    paper = Document.objects.get(kind="analysis")
    parts = {part["code"]: part for part in paper.context["sections"]}
    name = Service.objects.get(slug="home-patronage").name_bg
    assert [row[0] for panel in parts["resources"]["filled"] for row in panel["rows"]] == [name]
    assert name not in parts["resources"]["unfilled"] and parts["resources"]["unfilled"]
    said = render_to_string(paper.template, pdf.context_of(paper))
    assert said.count(f"Няма данни за: {'; '.join(parts['resources']['unfilled'])}.") == 1


def test_without_figures_it_says_so(counted: Cast) -> None:
    FiguresMade.objects.all().delete()
    answer = signed_in(counted.head).post(LIST, {"kind": "yearly", "year": str(LAST)})
    assert "още не са преброени" in answer.content.decode() and not Analysis.objects.exists()
    wrong = signed_in(counted.head).post(LIST, {"kind": "yearly", "year": "1999"})
    assert wrong.status_code == 200 and not Analysis.objects.exists()


def test_the_day_it_is_due_and_when_the_desk_says_so(counted: Cast) -> None:
    def due(month: int, day: int) -> list[analysing.Due]:
        today = date(LAST + 1, month, day)
        return analysing.due(analysing.rules(today), today)

    assert due(2, 1) == []
    (one,) = due(4, 20)
    assert (one.on, one.days, one.analysis) == (date(LAST + 1, 4, 30), 10, None)
    analysis = begin(signed_in(counted.head))
    (one,) = due(5, 2)
    assert one.late_days == 2 and one.analysis is not None
    assert (one.analysis.get_absolute_url(), one.analysis.status) == (analysis.get_absolute_url(), "draft")
    actions.send(analysis, by=counted.head)
    actions.approve(analysis, by=counted.mayor)
    assert due(5, 2) == []
    assert AnalysisRule.objects.get(kind="needs").due_on(2025) is None


def test_heads_are_reminded_once_at_each_day_and_the_desk_says_how_many_days_are_left(
    counted: Cast, time_machine: Any
) -> None:
    rows = Message.objects.filter(kind="analysis_due", user_uid=counted.head.uid)
    counts = []
    for month, day in ((2, 1), (3, 5), (3, 5), (4, 1), (4, 29), (5, 4), (5, 5)):
        actions.remind(date(LAST + 2, month, day))
        counts.append(rows.count())
    assert counts == [0, 1, 1, 2, 3, 4, 4]
    text = inbox.text_of(inbox.of(counted.head).filter(kind="analysis_due")[0])
    with override("en"):
        assert "Yearly analysis" in inbox.text_of(inbox.of(counted.head).filter(kind="analysis_due")[0])
    assert "Годишен анализ" in text and f"30.04.{LAST + 2}" in text
    time_machine.move_to(midnight(date(LAST + 2, 4, 20)))
    page = signed_in(counted.head).get("/desk/").content.decode()
    assert "остават 10 дни" in page and LIST in page
    assert "остават 10 дни" not in signed_in(counted.officer).get("/desk/").content.decode()


def test_nothing_of_it_reads_what_grows_with_the_town(counted: Cast) -> None:
    head = signed_in(counted.head)
    with CaptureQueriesContext(connection) as asked:
        address = begin(head).get_absolute_url()
    begun = len(asked)
    with CaptureQueriesContext(connection) as pages:
        for page in (LIST, address, f"{address}resources/", f"{address}file.xlsx"):
            head.get(page)
    for query in (*asked.captured_queries, *pages.captured_queries):
        assert not [name for name in GROWING if f'FROM "{name}' in query["sql"]], query["sql"][:200]
    assert begun <= 60 and len(pages) <= 4 * 10


def test_the_desk_asks_one_thing_more_of_a_head(counted: Cast, time_machine: Any) -> None:
    """Also while something is due: the list itself keeps its budget."""
    begin(signed_in(counted.head))
    time_machine.move_to(midnight(date(LAST + 2, 4, 20)))
    asked = {}
    for login in ("officer", "head"):
        client = signed_in(getattr(counted, login))
        client.get("/desk/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/desk/")
        asked[login] = len(captured)
    assert asked["head"] <= asked["officer"] + 1
