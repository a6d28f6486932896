"""The two analyses of the year before: one being written, one approved in time and now waiting with a correction."""

from django.utils import timezone

from casework import analysing
from casework.actions import analyses
from casework.models import Analysis, AnalysisKind
from casework.reports.analyses import mark
from people.models import User

AIM = (
    "Анализът обхваща цялата община за изминалата година. Обсъден е с доставчиците на услуги, с кметовете на "
    "населените места и с дирекция „Социално подпомагане“."
)
SUMMARY = (
    "През годината повече хора потърсиха помощ у дома, отколкото място в услуга. Най-дълго се чака за асистентска "
    "подкрепа.\nВ малките села липсва превоз до дневните центрове и хората се отказват от място, което им е предложено."
)
CONCLUSIONS = (
    "Предлагаме на общинския съвет да разкрие още места за асистентска подкрепа и да осигури превоз до дневния център "
    "от шестте най-отдалечени села."
)
CORRECTED = "Допълнено: през есента бяха назначени още двама помощници в домашния патронаж."
RESOURCES = {
    "home-patronage": {"posts": "18", "filled": "16,5", "own": "312 400"},
    "assistant-support": {"posts": "24", "filled": "21", "state": "418 650"},
}


def show(users: dict[str, User]) -> None:
    """After the figures are counted."""
    head, mayor, today = users["head"], users["mayor"], timezone.localdate()
    year = today.year - 1
    for rule in analysing.rules(today):
        analysis = analyses.begin(rule, year, by=head)
        if rule.kind == AnalysisKind.NEEDS:
            _write(analysis, "aim", AIM, {}, head)
            continue
        _write(analysis, "summary", SUMMARY, {}, head)
        _write(analysis, "resources", "", RESOURCES, head)
        _write(analysis, "conclusions", CONCLUSIONS, {}, head)
        analyses.send(analysis, by=head)
        analysis.refresh_from_db()
        analyses.approve(analysis, by=mayor)
        second = analyses.begin(rule, year, by=head)
        _write(second, "summary", f"{SUMMARY}\n{CORRECTED}", {}, head)
        analyses.send(second, by=head)


def _write(analysis: Analysis, section: str, text: str, cells: dict[str, dict[str, str]], by: User) -> None:
    analyses.save(analysis, section, text, cells, seen=mark(analysis, section), by=by)
