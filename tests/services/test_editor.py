"""The editors' pages: what an employee types becomes the entry, and nothing typed is lost."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from records.models import DataKey
from services.actions import changes
from services.editing.forms import SectionForm
from services.editing.lists import editable
from services.editing.parts import paths_of
from services.editing.sections import ELSEWHERE, new_section, sections_of
from services.entries import KINDS
from services.models import CatalogueChange, CatalogueState, Feedback, Revision, Service, Tariff
from tests.support.cast import signed_in

BASE = "/catalogue-editor/"


def typed(form: SectionForm) -> dict[str, Any]:
    """What a browser sends of a form as it stands."""
    return _typed(form.part)


def _typed(part: Any) -> dict[str, Any]:
    found = {}
    for bound in part.form:
        value = bound.value()
        if value is False or value is None:
            continue
        found[bound.html_name] = "on" if value is True else bound.field.prepare_value(value)
    for rows in part.sets:
        found[f"{rows.name}-TOTAL"] = str(rows.total)
        for row in rows.rows:
            found |= _typed(row)
    return found


def begun(client: Client, slug: str = "hot-lunch", kind: str = "service") -> str:
    answer = client.post(f"{BASE}entries/{kind}/{slug}/change/")
    return str(answer.headers["Location"])


@pytest.mark.parametrize("name", sorted(set(KINDS) - ELSEWHERE))
def test_every_field_of_every_kind_can_be_edited_once(name: str) -> None:
    kind = KINDS[name]
    paths = [path.split("__")[0] for section in sections_of(kind) for path in section.fields]
    assert set(paths) == set(kind.document.model_fields) - {"id"}
    whole = [path for section in sections_of(kind) for path in section.fields]
    assert len(whole) == len(set(whole))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(KINDS) - ELSEWHERE))
@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_form_sent_as_it_stands_changes_nothing(name: str, language: str) -> None:
    kind = KINDS[name]
    with translation.override(language):
        for row in list(kind.rows())[:12]:
            data = kind.read(row)
            for section in sections_of(kind):
                sent = typed(SectionForm(kind, section, data))
                form = SectionForm(kind, section, data, Posted(sent))
                assert form.is_valid(), (data["id"], form.faults)
                assert kind.parse(form.document()).data() == data, section.name


@pytest.mark.django_db
def test_an_entry_with_more_rows_than_a_page_adds_keeps_them_all() -> None:
    """And with a status that there no longer is."""
    kind = KINDS["service"]
    stages = [{"id": f"s{n}", "status": "assessment", "bg": f"Стъпка {n}", "en": f"Step {n}"} for n in range(70)]
    data = kind.read(kind.row("hot-lunch")) | {"stages": stages}
    section = next(found for found in sections_of(kind) if found.name == "stages")
    sent = typed(SectionForm(kind, section, data))
    form = SectionForm(kind, section, data, Posted(sent))
    assert form.is_valid(), form.faults[:5]
    assert form.document()["stages"] == stages
    assert SectionForm(kind, section, data, Posted({**sent, "stages-TOTAL": "9" * 5000})).is_valid()


class Posted(dict[str, Any]):
    """A query dictionary for forms: lists stay lists."""

    def getlist(self, name: str) -> Any:
        found = self.get(name, [])
        return found if isinstance(found, list) else [found]


@pytest.mark.django_db
def test_an_edited_page_is_shown_at_once(client: Client, cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    before = client.get("/services/hot-lunch/")
    editor, second = signed_in(cast.editor), signed_in(cast.editor2)
    change = begun(editor)
    page = editor.get(f"{change}edit/texts/")
    sent = {**typed(page.context["section"]), "summary_bg": "Супа и хляб, всеки делник."}
    assert editor.post(f"{change}edit/texts/", sent).status_code == 302
    assert client.get("/services/hot-lunch/", headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    assert editor.post(f"{change}send/", {"told_bg": "Има и хляб.", "told_en": "Bread too."}).status_code == 302
    assert "не" in editor.post(f"{change}approve/", follow=True).content.decode()
    assert "Супа и хляб" not in client.get("/services/hot-lunch/").content.decode()
    seen = second.get(change).content.decode()
    assert "Супа и хляб" in seen and "Има и хляб." in seen
    with django_capture_on_commit_callbacks(execute=True):
        assert second.post(f"{change}approve/").status_code == 302
    after = client.get("/services/hot-lunch/")
    assert "Супа и хляб" in after.content.decode()
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.django_db
def test_errors_stand_beside_their_field_and_keep_what_was_typed(cast: Any) -> None:
    editor = signed_in(cast.editor)
    change = begun(editor)
    page = editor.get(f"{change}edit/fees/")
    sent = {**typed(page.context["section"]), "add": "tariffs", "fee__note_bg": "Нова цена"}
    added = editor.post(f"{change}edit/fees/", sent)
    assert "Нова цена" in added.content.decode() and 'class="field-error"' not in added.content.decode()
    sent = {**typed(added.context["section"])}
    number = int(sent["tariffs-TOTAL"]) - 1
    sent |= {f"tariffs-{number}-valid_from": "1-во число", f"tariffs-{number}-amount": "много"}
    refused = editor.post(f"{change}edit/fees/", sent).content.decode()
    assert "Нова цена" in refused and "1-во число" in refused and 'value="много"' in refused
    assert f'href="#id_tariffs-{number}-valid_from"' in refused and "<title>Грешка:" in refused
    sent |= {f"tariffs-{number}-valid_from": "1.1.2027", f"tariffs-{number}-amount": "-3"}
    assert f'id="id_tariffs-{number}-amount_error"' in editor.post(f"{change}edit/fees/", sent).content.decode()
    sent |= {f"tariffs-{number}-amount": "3,50", f"tariffs-{number}-per": "day"}
    assert editor.post(f"{change}edit/fees/", sent).status_code == 302
    tariff = CatalogueChange.objects.get().data["tariffs"][-1]
    assert (tariff["valid_from"], tariff["amount"], tariff["per"]) == ("2027-01-01", "3.50", "day")


@pytest.mark.django_db
def test_a_fee_of_next_month_waits_for_its_day(cast: Any, freeze: Any, client: Client) -> None:
    freeze("2026-11-23 10:00+02:00")
    editor, second = signed_in(cast.editor), signed_in(cast.editor2)
    change = begun(editor)
    kind = KINDS["service"]
    row = CatalogueChange.objects.get()
    tariffs = [{"valid_from": "2026-12-01", "amount": "2.10", "per": "portion"}]
    changes.save(row, {**row.data, "tariffs": tariffs}, by=cast.editor)
    past = editor.post(f"{change}send/", {"publish_on": "1.11.2026"}).content.decode()
    assert "Този момент е минал" in past and 'value="1.11.2026"' in past
    assert editor.post(f"{change}send/", {"publish_on": "1.12.2026", "publish_time": "08:00"}).status_code == 302
    second.post(f"{change}approve/")
    assert not Tariff.objects.filter(service__slug="hot-lunch", valid_from=date(2026, 12, 1)).exists()
    assert "1.12.2026" in second.get(BASE).content.decode()
    freeze("2026-12-01 08:01+02:00")
    changes.publish_when_due(changes.due()[0])
    assert Tariff.objects.filter(service__slug="hot-lunch", valid_from=date(2026, 12, 1)).exists()
    assert kind.read(kind.row("hot-lunch"))["tariffs"][0]["amount"] == "2.10"


@pytest.mark.django_db
def test_a_service_from_nothing_is_found_by_the_search(
    client: Client, cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    editor, second = signed_in(cast.editor), signed_in(cast.editor2)
    page = editor.get(f"{BASE}entries/service/new/")
    empty = editor.post(f"{BASE}entries/service/new/", {"name_bg": "Плетене"})
    assert 'value="Плетене"' in empty.content.decode() and 'id="id_name_en_error"' in empty.content.decode()
    group = page.context["section"].part.form.fields["law_group"].choices[1][0]
    sent = {
        "name_bg": "Кръжок по плетене", "name_en": "Knitting circle", "summary_bg": "Плетем заедно.",
        "summary_en": "We knit together.", "law_group": group, "access": "general", "referral_by": "none",
        "decision_act": "none",
    }  # fmt: skip
    change = str(editor.post(f"{BASE}entries/service/new/", sent).headers["Location"])
    assert "Кръжок по плетене" in editor.get(f"{BASE}entries/service/").content.decode()
    editor.post(f"{change}edit/words/", {"aliases_bg": "куки, прежда", "aliases_en": "wool"})
    editor.post(f"{change}send/")
    with django_capture_on_commit_callbacks(execute=True):
        second.post(f"{change}approve/")
    assert client.get("/services/knitting-circle/").status_code == 200
    assert "/services/knitting-circle/" in client.get("/search/?q=прежда").content.decode()
    assert "/en/services/knitting-circle/" in client.get("/en/search/?q=wool").content.decode()
    again = editor.post(f"{BASE}entries/service/new/", sent)
    assert 'id="id_id_error"' in again.content.decode()


@pytest.mark.django_db
def test_a_colleagues_change_is_returned_with_a_remark(cast: Any) -> None:
    editor, second = signed_in(cast.editor), signed_in(cast.editor2)
    change = begun(editor)
    assert "edit/texts/" not in second.get(change).content.decode()
    assert second.get(f"{change}edit/texts/").status_code == 302
    editor.post(f"{change}send/")
    assert "Десислава Цонева" in second.get(BASE).content.decode()
    assert second.post(f"{change}return/", {}).status_code == 200
    assert second.post(f"{change}return/", {"remark": "Кажете и цената."}).status_code == 302
    page = editor.get(change).content.decode()
    assert "Кажете и цената." in page and "edit/texts/" in page


@pytest.mark.django_db
def test_a_reader_who_told_us_is_named_as_the_reason(cast: Any) -> None:
    uid = uuid4()
    key = DataKey.objects.create_for("feedback", uid)
    voice = Feedback.objects.create(
        uid=uid, data_key=key, kind="unclear", page="/services/hot-lunch/", text="Колко струва?"
    )
    editor = signed_in(cast.editor)
    change = begun(editor)
    assert "Колко струва?" in editor.get(f"{change}send/").content.decode()
    editor.post(f"{change}send/", {"because_of": voice.pk})
    assert CatalogueChange.objects.get().because_of == voice
    begun(editor, "home-patronage")
    half = editor.post(f"{BASE}changes/{CatalogueChange.objects.latest('pk').uid}/send/", {"told_bg": "Нещо"})
    assert 'id="id_told_en_error"' in half.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_preview_is_the_page_itself_and_leaves_nothing(client: Client, cast: Any, language: str) -> None:
    prefix = "" if language == "bg" else "/en"
    editor = signed_in(cast.editor)
    change = begun(editor)
    row = CatalogueChange.objects.get()
    texts = {"summary_bg": "Преглеждана супа.", "summary_en": "Previewed soup.", "aliases_bg": ["прегледче"]}
    changes.save(row, {**row.data, **texts}, by=cast.editor)
    client.get(f"{prefix}/services/hot-lunch/")

    def state() -> Any:
        rows = Service.objects.count(), Revision.objects.count(), CatalogueState.objects.get().version
        return rows, KINDS["service"].read(KINDS["service"].row("hot-lunch")), cache.get("catalogue-version")

    before = state()
    page = editor.post(f"{change}preview/", {"page": "0", "language": language})
    body = page.content.decode()
    assert ("Преглеждана супа." if language == "bg" else "Previewed soup.") in body
    assert "Преглед: още не е публикувано" in body or "Preview: not published yet" in body
    assert f'<html lang="{language}"' in body and "Десислава" not in body
    found = editor.post(f"{change}preview/", {"page": "2", "language": "bg"}).content.decode()
    assert "/services/hot-lunch/" in found
    assert state() == before
    assert "Преглеждана" not in client.get("/services/hot-lunch/").content.decode()
    assert "/services/hot-lunch/" not in client.get("/search/?q=прегледче").content.decode()


@pytest.mark.django_db
def test_a_condition_of_use_is_written_row_by_row(cast: Any) -> None:
    editor = signed_in(cast.editor)
    change = begun(editor)
    sent = {
        "requirements-TOTAL": "1", "requirements-0-bg": "Навършили сте 65 години", "requirements-0-en": "You are 65",
        "requirements-0-subject": "person", "requirements-0-weight": "must", "requirements-0-tests__all-TOTAL": "2",
        "requirements-0-tests__all-0-field": "age", "requirements-0-tests__all-0-op": "at_least",
        "requirements-0-tests__all-0-value": "65", "requirements-0-tests__any-TOTAL": "0",
    }  # fmt: skip
    more = editor.post(f"{change}edit/requirements/", {**sent, "add": "requirements-0-tests__any"}).content.decode()
    assert 'name="requirements-0-tests__any-0-field"' in more and 'value="You are 65"' in more
    assert editor.post(f"{change}edit/requirements/", sent).status_code == 302
    wanted = CatalogueChange.objects.get().data["requirements"]
    assert wanted[0]["id"] == "you-are-65"
    assert wanted[0]["tests"] == {"all": [{"field": "age", "op": "at_least", "value": 65}]}
    page = editor.get(f"{change}edit/requirements/")
    again = typed(page.context["section"]) | {"requirements-0-DELETE": "on"}
    editor.post(f"{change}edit/requirements/", again)
    assert "requirements" not in CatalogueChange.objects.get().data


@pytest.mark.django_db
def test_rows_are_put_in_another_order(cast: Any) -> None:
    editor = signed_in(cast.editor)
    change = begun(editor, "home-patronage")
    before = [row["id"] for row in CatalogueChange.objects.get().data["documents"]]
    sent = typed(editor.get(f"{change}edit/documents/").context["section"]) | {"documents-0-ORDER": "59"}
    editor.post(f"{change}edit/documents/", sent)
    assert [row["id"] for row in CatalogueChange.objects.get().data["documents"]] == [*before[1:], before[0]]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_ask_little(
    cast: Any, prefix: str, django_assert_max_num_queries: Any, get_never_writes: Any
) -> None:
    editor = signed_in(cast.editor)
    change = begun(editor)
    for address, most in (
        (BASE, 10), (f"{BASE}entries/service/", 8), (f"{BASE}entries/offer/?q=а", 8), (f"{BASE}entries/need/new/", 8),
    ):  # fmt: skip
        with django_assert_max_num_queries(most), get_never_writes():
            assert editor.get(f"{prefix}{address}").status_code == 200, address
    for address in (f"{BASE}entries/service/hot-lunch/", change, f"{change}edit/who/", f"{change}edit/fees/"):
        with django_assert_max_num_queries(15), get_never_writes():
            assert editor.get(f"{prefix}{address}").status_code == 200, address


@pytest.mark.django_db
def test_lists_go_on_page_by_page_and_find_by_text(cast: Any, django_assert_max_num_queries: Any) -> None:
    row = Service.objects.get(slug="hot-lunch")
    fields = {
        field.attname: getattr(row, field.attname) for field in Service._meta.concrete_fields if field.name != "id"
    }
    Service.objects.bulk_create(
        Service(**{**fields, "slug": f"s-{number:04}", "name_bg": f"Услуга {number % 7}"}) for number in range(300)
    )
    editor, seen, address = signed_in(cast.editor), [], f"{BASE}entries/service/"
    while address:
        with django_assert_max_num_queries(8):
            page = editor.get(address)
        seen += [line.slug for line in page.context["rows"]]
        address = f"{BASE}entries/service/?after={page.context['last']}" if page.context["last"] else ""
    assert len(seen) == len(set(seen)) == Service.objects.count()
    assert "hot-lunch" in editor.get(f"{BASE}entries/service/?q=обяд").content.decode()


def test_forms_are_built_elsewhere() -> None:
    assert editable("form") is None and editable("bank_question") is None and editable("nonsense") is None
    assert "id" in new_section(KINDS["need"]).fields and paths_of(KINDS["site"].document)


@pytest.mark.django_db
def test_what_is_not_there_is_not_found(cast: Any) -> None:
    editor = signed_in(cast.editor)
    change = begun(editor)
    for address in ("entries/form/", "entries/x/", "entries/need/none/", "entries/x/new/"):
        assert editor.get(f"{BASE}{address}").status_code == 404
    assert editor.get(f"{change}edit/none/").status_code == 404
    assert editor.post(f"{change}none/").status_code == 404
    assert editor.post(f"{BASE}entries/need/none/change/").status_code == 404
