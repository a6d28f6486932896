"""The national list of settlements: its control digit, its loading, and what people choose from."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from people.ekatte import control_digit, is_ekatte
from people.models import Settlement
from people.names import transliterate

HEAD = "village,name,ekatte,province,municipality,postal code,municipality code,geo\n"
LIST = HEAD + (
    '1,Аврен,00084,Варна,Аврен,9135,VAR01,"27.667168,43.112671"\n'
    '0,Долни чифлик,21912,Варна,Долни чифлик,9120,VAR13,"27.7167,42.9833"\n'
    '0,Севлиево,65927,Габрово,Севлиево,5400,GAB29,"25.103401,43.02669"\n'
    '0,София,68134,София (столица),Столична,1000,SOF46,"23.32167,42.697839"\n'
    '0,ман. Рилски манастир,62685,Кюстендил,Рила,2643,KNL38,""\n'
)


def load(tmp_path: Path, text: str) -> str:
    path, out = tmp_path / "list.csv", StringIO()
    path.write_text(text)
    call_command("load_ekatte", path, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize("code", ["00084", "21912", "35883", "65927", "68134", "62685"])
def test_public_codes_have_a_right_digit(code: str) -> None:
    assert is_ekatte(code)


@given(st.text("0123456789", min_size=4, max_size=4))
def test_one_last_digit_of_ten_is_right(code: str) -> None:
    assert [digit for digit in range(10) if is_ekatte(f"{code}{digit}")] == [control_digit(code)]


@given(st.text("0123456789", min_size=4, max_size=4), st.integers(0, 3), st.integers(1, 9))
def test_a_mistyped_digit_of_a_plain_code_is_noticed(code: str, place: int, more: int) -> None:
    """The scheme finds every single slip unless one of both sums had to be counted again."""
    wrong = f"{code[:place]}{(int(code[place]) + more) % 10}{code[place + 1 :]}"
    sums = [sum(weight * int(digit) for weight, digit in enumerate(text, 1)) % 11 for text in (code, wrong)]
    if 10 not in sums:
        assert not is_ekatte(f"{wrong}{control_digit(code)}")


@pytest.mark.parametrize("code", ["", "1", "123456", "0008a", "٠٠٠٨٤", "00085"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert not is_ekatte(code)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("София", "Sofia"), ("България", "Bulgaria"), ("Щъркелово", "Shtarkelovo"), ("Жълтеш", "Zhaltesh"),
        ("Долни чифлик", "Dolni chiflik"), ("Кюстендил", "Kyustendil"), ("Марияна", "Mariyana"), ("Ямбол", "Yambol"),
        ("Шофьорово", "Shofyorovo"), ("Сан-Стефано", "San-Stefano"), ("СОФИЯ", "SOFIA"), ("Ия", "Iya"),
        ("Джебел", "Dzhebel"), ("Цар Симеон", "Tsar Simeon"), ("Трявна", "Tryavna"), ("Sofia 5", "Sofia 5"),
    ],
)  # fmt: skip
def test_names_are_transliterated_by_law(name: str, latin: str) -> None:
    assert transliterate(name) == latin


@pytest.mark.django_db
def test_the_list_is_loaded_once_and_refreshed(tmp_path: Path) -> None:
    assert "5 new, 0 changed, 0 unchanged, 0 of our own" in load(tmp_path, LIST)
    sofia = Settlement.objects.get(ekatte="68134")
    assert (str(sofia), sofia.name_en, sofia.post_code, sofia.is_local) == ("гр. София", "Sofia", "1000", False)
    assert str(Settlement.objects.get(ekatte="62685")) == "ман. Рилски манастир"
    assert Settlement.objects.get(ekatte="00084").kind == "с."
    assert "0 new, 0 changed, 5 unchanged" in load(tmp_path, LIST)
    shorter = LIST.replace("1000,SOF46", "1001,SOF46").replace(LIST.splitlines()[2] + "\n", "")
    report = load(tmp_path, shorter)
    assert "0 new, 1 changed, 3 unchanged" in report and "? 21912 is no longer in the list" in report
    assert Settlement.objects.filter(ekatte="21912").exists()


@pytest.mark.django_db
def test_the_municipality_keeps_its_own(tmp_path: Path) -> None:
    own = Settlement.objects.get(ekatte="99019")
    assert "1 of our own" in load(tmp_path, HEAD + "1,Друго,99019,Х,Х,1111,XXX01,\n")
    again = Settlement.objects.get(ekatte="99019")
    assert (again.name_bg, again.is_local) == (own.name_bg, True)


@pytest.mark.django_db
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path) -> None:
    report = load(tmp_path, LIST + "1,Грешно,00085,Х,Х,1111,XXX01,\n1,Пак,00084,Х,Х,1,X,\n1,Кратко,84,Х,Х,1,X,\n")
    assert "Line 7: 00085" in report and "4" in report.split("Line 7")[1]
    assert "Line 8: 00084" in report and "Line 9:" in report and "5 new" in report and "3 refused" in report
    assert not Settlement.objects.filter(ekatte="00085").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_what_is_not_such_a_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match="ekatte"):
        load(tmp_path, text)


@pytest.mark.django_db
def test_the_institutes_own_headers_are_read_too(tmp_path: Path) -> None:
    text = "ekatte,t_v_m,name,oblast,oblast_name,obshtina,obshtina_name\n00000,,,,,,\n00084,с.,Аврен,VAR,Варна,VAR01,Аврен\n"
    assert "1 new" in load(tmp_path, text)
    place = Settlement.objects.get(ekatte="00084")
    assert (place.kind, place.municipality_bg, place.region_bg) == ("с.", "Аврен", "Варна")


@pytest.mark.django_db
def test_people_choose_from_their_own_municipality(tmp_path: Path) -> None:
    from applications.forms.counter import PersonForm
    from services.formschema.kinds import places

    load(tmp_path, LIST)
    own = ["99019", "99022", "99036"]
    assert [code for code, _name in places()] == own
    assert [place.ekatte for place in PersonForm().fields["settlement"].queryset] == own
