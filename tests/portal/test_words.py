"""How sentences are put together: a date in Bulgarian ends with „г.“, a time with „ч.“, and no second full stop follows."""

import re
from pathlib import Path

import pytest

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "bg" / "LC_MESSAGES" / "django.po"
MOMENT = re.compile(r"%\((?:day|moment|when|until)\)s\.(?:\s|$)")


def sentences() -> list[str]:
    text = CATALOGUE.read_text().replace('"\n"', "")
    return re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', text, re.MULTILINE)


@pytest.mark.parametrize("said", [one for one in sentences() if "%(" in one and MOMENT.search(one)] or [""])
def test_a_date_at_the_end_of_a_sentence_has_one_full_stop(said: str) -> None:
    assert not said
