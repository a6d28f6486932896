"""Whatever is typed into whatever kind of question: no fault, and what is stored is shown and comes back the same."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html

from applications.actions import drafts
from applications.models import Application
from applications.steps import Walk
from services.formschema import StepForm, build_form, parse
from services.formschema.schema import GROUPS, KINDS, Step
from services.models import FormStatus, FormVersion, Service
from tests.services.test_formschema import TYPED, question, step
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
AT_FORMS, AT_PAGES = 540, 14  # inputs a kind: ten thousand in all, and some hundreds over the whole way
KIND = sorted(KINDS)
HOME = {"home": [{"name": "Георги", "relation": "spouse", "year": "1949"}]}
EGN, OTHER_EGN, LNCH = "7523169263", "8032056031", "1001001150"
LIKELY = {
    "text": ["Иван", " две  думи ", "e\u0301", "\r\n", "<b>", "„ѝ“", "'; --"],
    "date": ["1.2.1950", "01/02/50", "1 февруари 1950 г.", "1950-02-01", "31.2.1950", "1.II.50", "010250", "29.2.2023"],
    "sum": ["1 234,50", "1.234,50", "1234.50 лв", "1.234", "0", "-1", "1e9", "999999,99", "1000000", "€", "¹"],
    "number": ["0", "3", "100000", "100001", "-1", "٣", "1.5"],
    "egn": [EGN, f" {EGN[:6]} {EGN[6:]}", OTHER_EGN, LNCH, "0000000000"],
    "phone": ["0888 123 456", "+359888123456", "112", "+++"],
    "email": ["a@b.bg", "a@b", "ж@я.бг", "a@b.bg\r\nBcc: c@d.bg"],
    "choice": ["a", "b", "yes", "no", "egn", "lnch", "none", "no_papers", "later", "child", "pension", "number", "written"],
    "place": ["99019", "other", "00000", "Горно Поле", "Виена", "с.", "%", "\\"],
    "year": ["1950", "1879", "2090", "195", "١٩٥٠"],
    "name": ["Георги", "Ива"],
}  # fmt: skip
likely = st.sampled_from([value for values in LIKELY.values() for value in values])
anything = st.one_of(likely, likely, st.text(max_size=60), st.text(alphabet="0123456789.,/- ", max_size=12))
quick = settings(
    max_examples=AT_FORMS,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def names(kind: str) -> list[str]:
    found = [
        *TYPED[kind],
        *(f"q_{part}" for part in ("type", "number", "reason", "settlement", "place", "line", "right")),
    ]
    return [*found, *(f"q-{row}-{column}" for row in (0, 1) for column in GROUPS.get(kind, ())), "q_birth_date", "q"]


def inputs(kind: str) -> Any:
    """A right answer of the kind, with some of its fields (or ones that it does not have) filled with anything."""
    odd = st.dictionaries(st.sampled_from(names(kind)), st.lists(anything, max_size=2), max_size=4)
    return odd.map(lambda typed: {**{name: [value] for name, value in TYPED[kind].items()}, **typed})


def sent(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def step_of(kind: str) -> Step:
    return parse({"steps": [step("one", question("q", kind, required=False, past=kind == "date"))]}).steps[0]


def shown(page: str) -> dict[str, list[str]]:
    """What the fields of a page hold, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for name, value in _held(html.fromstring(f"<form>{page}</form>")):
        found.setdefault(name, []).append(value)
    return found


def _held(form: Any) -> Iterator[tuple[str, str]]:
    for field in form.iter("input", "select", "textarea"):
        name, kind = field.get("name"), field.get("type")
        if field.tag == "select":
            chosen = field.xpath("./option[@selected]") or field.xpath("./option")[:1]
            yield from ((name, option.get("value", "")) for option in chosen)
        elif field.tag == "textarea":
            yield name, (field.text or "").removeprefix("\n")
        elif kind in {"radio", "checkbox"}:
            if field.get("checked") is not None:
                yield name, field.get("value", "on")
        elif kind != "file" and name:
            yield name, field.get("value", "")


def fields_of(form: StepForm) -> str:
    return "".join(str(bound) for bound in form)


@pytest.mark.parametrize("kind", KIND)
def test_nothing_typed_breaks_a_question_and_what_is_stored_comes_back(kind: str) -> None:
    part = step_of(kind)

    @quick
    @given(inputs(kind))
    def whatever(typed: dict[str, list[str]]) -> None:
        form = build_form(part, HOME, sent(typed))
        if not form.is_valid():
            assert all(str(message) for messages in form.errors.values() for message in messages)
            return
        stored = json.loads(json.dumps(form.stored()))
        again = build_form(
            part, HOME, initial=stored, given={"q": stored["q"]} if kind == "file" and stored["q"] else {}
        )
        back = build_form(part, HOME, sent(shown(fields_of(again))), given=again.given)
        assert back.is_valid(), (stored, back.errors)
        assert json.loads(json.dumps(back.stored())) == stored

    whatever()


def test_the_whole_way_to_the_row_and_back(cast: Cast) -> None:
    """Over the client: each answer is saved, shown again on its page, and saved once more without a difference."""
    service = Service.objects.get(slug="hot-lunch")
    steps = [step(kind.replace("_", "-"), question(f"q_{kind}", kind, required=False)) for kind in KIND]
    FormVersion.objects.create(service=service, number=90, status=FormStatus.PUBLISHED, schema={"steps": steps})
    draft = drafts.start(cast.citizen, [service], by=cast.citizen)
    client = Client()
    client.force_login(cast.citizen)
    for kind in KIND:
        key = f"hot-lunch.{kind.replace('_', '-')}"
        _walk_there_and_back(client, draft, key, kind)


def _walk_there_and_back(client: Client, draft: Application, key: str, kind: str) -> None:
    address = f"/apply/draft/{draft.uid}/step/{key}/"

    @settings(quick, max_examples=AT_PAGES)
    @given(inputs(kind))
    def whatever(typed: dict[str, list[str]]) -> None:
        answer = client.post(address, {name.replace("q", f"q_{kind}", 1): values for name, values in typed.items()})
        assert answer.status_code in {200, 302}
        if answer.status_code == 302:
            stored = Walk(draft).stored(key)
            page = client.get(address).content.decode()
            form = page[page.index('<form method="post" data') :].partition("</form>")[0]
            again = client.post(address, shown(form.partition(">")[2]))
            assert again.status_code == 302, (stored, again.content.decode())
            assert Walk(draft).stored(key) == stored

    whatever()
