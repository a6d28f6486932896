"""Every figure of the reports, counted again from the rows; who may see which; nobody can be found by counting."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.actions import needs
from casework.models import Case, Figure, FiguresMade, PlaceHold, Placement, Reason, Shortfall, WaitingEntry
from casework.models.need import age_group_of
from casework.reports import charts, figures, topics
from people.models import Settlement, User
from portal.demo import unmet
from portal.management.commands.load_demo import Command
from services.actions import voices
from services.models import Offer, Service, UnmetNeed
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db
EMPTY = {
    "unit": None, "service": None, "need": None, "settlement": None, "target_group": None, "offer": None,
    "age_group": "", "code": "", "reason": "", "days": 0,
}  # fmt: skip


def row(month: date | datetime, **columns: Any) -> tuple[Any, ...]:
    day = timezone.localdate(month) if isinstance(month, datetime) else month
    return (day.replace(day=1), *{**EMPTY, **columns}.values())


def stored(measure: str) -> Counter[Any]:
    columns = ("month", *EMPTY)
    found: Counter[Any] = Counter()
    for *key, many in Figure.objects.filter(measure=measure).values_list(*columns, "count"):
        found[tuple(key)] += many
    return found


def ended(case: Case) -> datetime | None:
    if case.is_open:
        return None
    return case.closed_at if case.status == "withdrawn" else case.forwarded_at or case.decided_at or case.closed_at


def outcome(case: Case) -> str:
    if case.status == "withdrawn":
        return "withdrawn"
    if case.forwarded_at:
        return "forwarded"
    answers = ("approval", "refusal", "termination")
    standing = (act for act in case.decisions.all() if act.status not in ("draft", "approved", "revoked"))
    acts = [act for act in standing if act.outcome in answers]
    return acts[0].outcome if acts else "closed"


def days(first: datetime, last: datetime) -> int:
    return (timezone.localdate(last) - timezone.localdate(first)).days


def counted_by_hand(now: datetime) -> dict[str, Counter[Any]]:
    found: dict[str, Counter[Any]] = {name: Counter() for name in
                                      ("opened", "ended", "took", "open", "answered", "waiting", "waited", "unmet", "used")}  # fmt: skip
    today = timezone.localdate(now)
    for case in Case.objects.select_related("beneficiary", "request__application").prefetch_related("decisions"):
        of = {"unit": case.unit_id, "service": case.service_id}
        where = {**of, "settlement": case.settlement_id}
        born = case.beneficiary.birth_year
        age = age_group_of(born, timezone.localdate(case.opened_at).year)
        found["opened"][row(case.opened_at, **where, age_group=age, code=case.request.application.origin)] += 1
        end = ended(case)
        if case.is_open:
            is_late = case.due_on and case.due_on < today and case.status != "awaiting_citizen"
            late = "late" if is_late else ""
            key = row(now, **of, code=case.status, reason=late, days=days(case.opened_at, now))
            found["open"][key] += 1
        elif end:
            what = outcome(case)
            age = age_group_of(born, timezone.localdate(end).year)
            found["ended"][row(end, **where, age_group=age, code=what)] += 1
            if what not in ("withdrawn", "forwarded"):
                found["took"][row(end, **of, code=what, days=days(case.opened_at, end))] += 1
    for hold in PlaceHold.objects.exclude(status="held").select_related("case", "reason"):
        at = hold.answered_at or timezone.make_aware(datetime.combine(hold.held_until, datetime.min.time()))
        was_accepted = hold.status in ("accepted", "taken") or (
            hold.status in ("released", "expired") and hold.answered_at
        )
        columns = {
            "unit": hold.case.unit_id, "service": hold.case.service_id, "offer": hold.offer_id,
            "code": "accepted" if was_accepted else hold.status, "reason": hold.reason.code if hold.reason else "",
        }  # fmt: skip
        found["answered"][row(at, **columns, days=days(hold.held_at, at))] += 1
    for entry in WaitingEntry.objects.select_related("case__beneficiary"):
        of = {"unit": entry.case.unit_id, "service": entry.service_id}
        if entry.ended_at is None:
            age = age_group_of(entry.case.beneficiary.birth_year, today.year)
            where = {**of, "settlement": entry.case.settlement_id, "age_group": age}
            found["waiting"][row(now, **where, days=days(entry.since, now))] += 1
        else:
            code = "placed" if entry.case.placements.exists() else "left"
            found["waited"][row(entry.ended_at, **of, code=code, days=days(entry.since, entry.ended_at))] += 1
    years = {
        (place.case, year)
        for place in Placement.objects.filter(starts_on__lte=today).select_related("case__beneficiary")
        for year in range(place.starts_on.year, (place.ends_on or today).year + 1)
    }
    for case, year in years:
        where = {"unit": case.unit_id, "service": case.service_id, "settlement": case.settlement_id}
        found["used"][row(date(year, 1, 1), **where, age_group=age_group_of(case.beneficiary.birth_year, year))] += 1
    first: dict[Any, datetime] = {}
    last: dict[Any, Shortfall] = {}
    for told in Shortfall.objects.order_by("pk").select_related("reason"):
        name = told.case_uid or told.uid
        first[name] = min(first.get(name, told.at), told.at)
        last[name] = told
    for name, told in last.items():
        columns = {
            "unit": told.unit_id, "service": told.service_id, "need": told.need_id, "settlement": told.settlement_id,
            "target_group": told.target_group_id, "age_group": told.age_group, "code": told.kind,
            "reason": told.reason.code if told.reason else "",
        }  # fmt: skip
        found["unmet"][row(first[name], **columns)] += 1
    for voice in UnmetNeed.objects.all():
        columns = {
            "service": voice.service_id, "settlement": voice.settlement_id, "target_group": voice.target_group_id,
            "age_group": "unknown", "code": voice.kind,
        }  # fmt: skip
        found["unmet"][row(voice.created_at, **columns)] += 1
    return found


def told_of(case: Case, by: User) -> None:
    """One case, three events: one need."""
    for code in ("too-far", "no-contact"):
        needs.note("declined", source="referral", case=case, reason=Reason.objects.get(code=code), by=by)
    needs.note("no_place", source="waiting_list", case=case, by=None)


@pytest.fixture
def town(db: Any) -> datetime:
    """The generated municipality, and a few entries in the ledger."""
    Command()._history(90, 160)
    users = {user.email.partition("@")[0]: user for user in User.objects.all()}
    unmet.show(users, timezone.now())
    for case in Case.objects.order_by("pk").select_related("beneficiary")[:12]:
        told_of(case, users["clerk"])
    voices.ask_for({"text": "болногледачка нощем", "settlement": Settlement.objects.local()[0], "target_group": None})
    # One whose provider ended the help, and who went on at another: one person, however many places.
    place = Placement.objects.select_related("hold").earliest("pk")
    PlaceHold.objects.filter(pk=place.hold_id).update(status="released")
    other = PlaceHold.objects.get(pk=place.hold_id)
    other.pk, other.uid, other.status = None, uuid4(), "expired"
    other.save()
    Placement.objects.create(case=place.case, offer=place.offer, hold=other, starts_on=place.starts_on)
    now = timezone.now()
    for number, case in enumerate(Case.objects.filter(waiting_entry__isnull=True).order_by("-pk")[:4]):
        how = {"ended_at": now, "ended_as": "left"} if number < 2 else {}
        WaitingEntry.objects.create(case=case, service=case.service, since=case.opened_at, **how)
    assert figures.count(now)
    return now


def test_every_figure_is_what_the_rows_say(town: datetime) -> None:
    for measure, expected in counted_by_hand(town).items():
        assert expected, f"the demo shows nothing of {measure}"
        assert stored(measure) == expected, measure
    places = stored("places")
    assert sum(n for key, n in places.items() if key[8] == "all") == sum(
        Offer.objects.values_list("capacity", flat=True)
    )
    assert sum(n for key, n in places.items() if key[8] == "given") == PlaceHold.objects.active().count()
    whole = {measure: sum(stored(measure).values()) for measure in ("opened", "ended", "open")}
    assert whole["opened"] == whole["ended"] + whole["open"] == Case.objects.count()
    # Once more: the same figures, not twice as many; and a lost row is missed.
    assert figures.count(town)
    assert sum(stored("opened").values()) == Case.objects.count()
    Figure.objects.filter(measure="opened").first().delete()  # type: ignore[union-attr]
    assert stored("opened") != counted_by_hand(town)["opened"]


def test_the_pages_say_the_same_and_each_asks_little(town: datetime) -> None:
    users = {login: User.objects.get(email=f"{login}@demo.invalid") for login in ("head", "officer", "mayor")}
    for login, user in users.items():
        client = signed_in(user)
        for topic in ("overview", "referrals", "places", "needs"):
            with CaptureQueriesContext(connection) as asked:
                page = client.get(f"/figures/{topic}/").content.decode()
            assert len(asked) <= 16, (login, topic, len(asked))
            assert "към" in page and "style=" not in page and "<style" not in page and "<script>" not in page
    head = signed_in(users["head"])
    since = timezone.localdate() - timedelta(days=400)
    page = head.get(f"/figures/?from={since:%Y-%m}").content.decode()
    first = date(since.year, since.month, 1)
    came = Case.objects.filter(opened_at__date__gte=first).count()
    assert re.search(rf"постъпили</th><td class=\"num\">{came}</td>", page)
    answer = head.get("/figures/needs/file.xlsx?from=2000-01")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = [cell for line in book["all"].iter_rows(min_row=4, values_only=True) for cell in line[5:6] if cell]
    told = {one.case_uid or one.uid for one in Shortfall.objects.all()}
    assert sum(cells) == len(told) + UnmetNeed.objects.count()
    assert "По услуга" in head.get("/figures/needs/file.csv").content.decode()
    assert head.get("/figures/needs/file.pdf").status_code == 404
    assert head.get("/figures/nothing/").status_code == 404


def test_an_officer_sees_the_figures_of_the_own_units_and_leadership_all(cast: Cast, send: Send) -> None:
    for slug in ("home-patronage", "parking-card"):
        case_of(send(slug))
    Case.objects.filter(service__slug="parking-card").update(
        unit=User.objects.get(pk=cast.officer2.pk).memberships.get().organisation
    )
    figures.count(timezone.now())
    seen = {
        login: sum(
            Figure.objects.visible_to(getattr(cast, login)).filter(measure="opened").values_list("count", flat=True)
        )
        for login in ("officer", "officer2", "head", "mayor", "clerk", "citizen", "provider")
    }
    assert seen == {"officer": 1, "officer2": 1, "head": 2, "mayor": 2, "clerk": 0, "citizen": 0, "provider": 0}
    assert 'value="hot-lunch" selected' in signed_in(cast.head).get("/figures/?service=hot-lunch").content.decode()


def test_one_rare_person_is_found_in_no_figure_of_the_leadership(cast: Cast, send: Send) -> None:
    """Many of one kind, and one child of a small village with another need: every cell about the child is a dot."""
    rare, village = Service.objects.get(slug="day-centre-elderly"), Settlement.objects.get(ekatte="99022")
    common, town = Service.objects.get(slug="hot-lunch"), Settlement.objects.get(ekatte="99019")
    for number in range(9):
        usual = {"settlement": town, "age_group": "old", "source": "phone", "by": cast.clerk}
        needs.note(("no_place", "declined")[number % 2], service=common, **usual)
    needs.note("no_place", service=rare, settlement=village, age_group="child", source="phone", by=cast.clerk)
    figures.count(timezone.now())
    client = signed_in(cast.mayor)
    for form in ("xlsx", "csv"):
        said = client.get(f"/figures/needs/file.{form}").content
        if form == "xlsx":
            book = openpyxl.load_workbook(BytesIO(said))
            assert "all" not in book.sheetnames
            numbers = {cell for sheet in book for line in sheet.iter_rows(min_row=4, values_only=True) for cell in line}
            assert not numbers & {1, 2, 3, 4}
    page = client.get("/figures/needs/").content.decode()
    assert rare.name_bg in page and not re.search(r'class="num">[1-4]</td>', page)
    assert "?service=" not in page and 'name="service"' not in page
    narrowed = client.get(f"/figures/needs/?service={rare.slug}&from=2026-11&to=2026-11").content.decode()
    assert not re.search(r'class="num">[1-4]</td>', narrowed)
    exact = signed_in(cast.head).get("/figures/needs/").content.decode()
    assert re.search(r'class="num">1</td>', exact), "whoever works on the cases sees them"


@pytest.mark.parametrize(
    "address", ["?from=x&to=9999-99&with=%00&unit=no&service=%00", "?year=99999999999", "?year=-1"]
)
def test_an_address_that_makes_no_sense_shows_the_usual_period(cast: Cast, address: str) -> None:
    for login in ("head", "mayor"):
        assert signed_in(getattr(cast, login)).get(f"/figures/{address}").status_code == 200


def test_before_anything_is_counted_the_page_says_so(cast: Cast) -> None:
    FiguresMade.objects.all().delete()
    page = signed_in(cast.head).get("/figures/").content.decode()
    assert "още не е броено" in page


def test_percentiles() -> None:
    spread = {1: 5, 7: 4, 30: 1}
    assert [topics.at_part(spread, part) for part in (0.5, 0.9, 1)] == [1, 7, 30]
    assert topics.at_part({}, 0.5) is None


# What grows with the town: a page that reads it would be slow where there is a million.
GROWING = (
    "casework_case", "casework_placehold", "casework_waitingentry", "casework_shortfall", "casework_decision",
    "applications_", "records_statuschange", "services_unmetneed", "people_person ",
)  # fmt: skip


def test_no_page_of_figures_reads_what_grows_with_the_town(town: datetime) -> None:
    for login in ("head", "mayor"):
        client = signed_in(User.objects.get(email=f"{login}@demo.invalid"))
        for topic in ("overview", "referrals", "places", "needs"):
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/figures/{topic}/")
            for query in asked.captured_queries:
                assert not [name for name in GROWING if f'FROM "{name}' in query["sql"]], query["sql"][:200]
                assert 'JOIN "casework_case"' not in query["sql"]


def test_speed_by_month_is_of_the_answers_of_that_month(town: datetime) -> None:
    client = signed_in(User.objects.get(email="head@demo.invalid"))
    lines = client.get("/figures/overview/file.csv").content.decode().splitlines()
    month = timezone.localdate().replace(day=1)
    spread: dict[int, int] = {}
    for figure in Figure.objects.filter(measure="took", month=month):
        spread[figure.days] = spread.get(figure.days, 0) + figure.count
    half, most = topics.at_part(spread, 0.5), topics.at_part(spread, 0.9)
    said = [line for line in lines if line.startswith(f"{month:%m.%Y},")]
    assert f"{month:%m.%Y},{'' if half is None else half},{'' if most is None else most}" in said


def test_a_case_that_was_declined_and_waits_is_one_need(cast: Cast, send: Send) -> None:
    case = case_of(send("home-patronage"))
    told_of(case, cast.clerk)
    figures.count(timezone.now())
    found = Figure.objects.filter(measure="unmet").values_list("code", "count")
    assert list(found) == [("no_place", 1)], "declined twice and waiting: one need, as it stands"


def test_a_chart_without_anything_to_draw_is_left_out_and_long_legends_do_not_meet() -> None:
    names = ["одобрени", "изпратени на друга институция", "оттеглени от човека"]
    assert charts.stacked_rows("t", ["а", "б"], {name: [None, 0] for name in names}) == ""
    drawn = charts.stacked_rows("t", ["Дневен център за възрастни хора"], {name: [7] for name in names})
    assert re.findall(r'activate-serie"><rect x="([\d.]+)"', drawn) == ["0.0"] * 3, "one below the other"
