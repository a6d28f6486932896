"""Production does not start with the demo's keys, nor with a choice that nobody made."""

from typing import Any

import pytest

from portal import unsafe

SAFE: dict[str, Any] = {
    "SECRET_KEY": "long and random",
    "ALLOWED_HOSTS": ["gishe.example.invalid"],
    "HTTPS": True,
    "KEKS": {"2026": "a key"},
    "KEK_CURRENT": "2026",
    "BLIND_INDEX_KEY": "another key",
    "ANTIVIRUS": "off",
    "SEAL_PASSPHRASE": "a phrase",
}


def test_what_is_chosen_and_the_houses_own_may_start() -> None:
    assert unsafe.problems(SAFE) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "", "SECRET_KEY"),
        ("SECRET_KEY", unsafe.SECRET, "SECRET_KEY"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
        ("HTTPS", False, "https://"),
        ("KEKS", {}, "KEKS and KEK_CURRENT"),
        ("KEK_CURRENT", "2025", "KEKS and KEK_CURRENT"),
        ("KEKS", {"2026": unsafe.demo_key("kek")}, "the demo's key"),
        ("BLIND_INDEX_KEY", "", "BLIND_INDEX_KEY"),
        ("BLIND_INDEX_KEY", unsafe.demo_key("blind"), "BLIND_INDEX_KEY"),
        ("ANTIVIRUS", "", "ANTIVIRUS"),
        ("SEAL_PASSPHRASE", "", "SEAL_PASSPHRASE"),
        ("SEAL_PASSPHRASE", "demo-seal", "SEAL_PASSPHRASE"),
    ],
)
def test_one_thing_left_open_is_named(name: str, value: Any, words: str) -> None:
    [sentence] = unsafe.problems({**SAFE, name: value})
    assert words in sentence
