"""What was done on the officer's open cases: stages with their lists, a term that stands still, opinions."""

from datetime import timedelta

from django.utils import timezone

from casework.actions import clocks, opinions, stages
from casework.models import Case, CaseStatus
from casework.models.opinion import Opinion
from people.models import User
from services.models import Service, Stage

# (status, slug, name, what happens, days, checklist), Bulgarian and English
STAGES = (
    (
        CaseStatus.IN_PROGRESS, "call", ("Обаждане", "A call"),
        ("Обаждаме се и уговаряме ден за посещение.", "We call and agree on a day for a visit."), 3,
        (
            ("обадихме се на човека", "we called the person"),
            ("уговорихме ден за посещение", "a day for a visit is agreed"),
            ("казахме кои документи да приготви", "we said which papers to prepare"),
        ),
    ),
    (
        CaseStatus.IN_PROGRESS, "visit", ("Посещение в дома", "A visit at home"),
        ("Говорим с човека и с близките, гледаме как се живее вкъщи.", "We talk with the person and the family."), 7,
        (
            ("говорихме насаме с човека", "we talked with the person alone"),
            ("видяхме кухнята и банята", "we saw the kitchen and the bathroom"),
            ("записахме кой помага сега", "we wrote down who helps now"),
        ),
    ),
)  # fmt: skip
QUESTION = "Моля, кажете може ли лицето да се храни и да се движи само и за какво има нужда от придружител."
ANSWER = (
    "Лицето се движи с помощно средство и се храни само. За качване по стълби и за къпане има нужда от друг човек. "
    "Състоянието е трайно."
)


def set_up_stages() -> None:
    """In the service that the demo shows most; a catalogue has none until its editor writes them."""
    service = Service.objects.get(slug="home-patronage")
    for position, (status, slug, name, text, days, lines) in enumerate(STAGES):
        Stage.objects.create(
            service=service, status=status, slug=slug, position=position, due_days=days,
            name_bg=name[0], name_en=name[1], text_bg=text[0], text_en=text[1],
            checklist_bg=[bg for bg, _en in lines], checklist_en=[en for _bg, en in lines],
        )  # fmt: skip


def show(users: dict[str, User]) -> None:
    officer = users["officer"]
    set_up_stages()
    begun = Case.objects.filter(status=CaseStatus.IN_PROGRESS, assignee=officer).with_parts().order_by("-pk")
    staged = begun.filter(service__slug="home-patronage").first()
    if staged is not None:
        done = STAGES[0][-1]
        stages.keep(staged, stage="call", done=[bg for bg, _en in done], by=officer)
        stages.keep(staged, stage="visit", done=[STAGES[1][-1][0][0]], by=officer)
    others = [case for case in begun[:6] if case != staged]
    if others:
        _ask(others[0], users, is_answered=False)
    assessed = Case.objects.filter(status=CaseStatus.ASSESSED, assignee=officer).with_parts().order_by("-pk").first()
    if assessed is not None:
        _ask(assessed, users, is_answered=True)
    today = timezone.localdate()
    running = [case for case in others[1:] if case.due_on and case.due_on >= today and clocks.may_stop(case, today)]
    if running:
        _stop(running[0], officer)


def _ask(case: Case, users: dict[str, User], *, is_answered: bool) -> None:
    opinion, _token = opinions.ask(
        case, body="Медицински център „Белоречие“, д-р Стоян Пеев", email="dr.peev@hospital.invalid", question=QUESTION,
        facts=["name", "needs"], document_uids=[], due_on=timezone.localdate() + timedelta(days=7), stops_clock=False,
        by=users["officer"],
    )  # fmt: skip
    opinions.open_(opinion)
    if is_answered:
        row = Opinion.objects.select_related("data_key", "case").get(pk=opinion.pk)
        opinions.answer(row, signed_as="д-р Стоян Пеев, невролог", text=ANSWER, upload=None)


def _stop(case: Case, officer: User) -> None:
    """Nothing where no ground is in force."""
    ground = clocks.grounds(timezone.localdate()).order_by("pk").first()  # type: ignore[attr-defined]
    if ground is not None:
        clocks.stop(case, ground, by=officer)
