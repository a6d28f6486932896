"""docs/complaints.md names tests: each is there, and none of the twenty-eight rows is without one."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "complaints.md"


def test_every_complaint_names_tests_that_exist() -> None:
    rows = re.findall(r"^\| (\d+) \|.*$", PAGE.read_text(), re.MULTILINE)
    assert [int(number) for number in rows] == list(range(1, 29))
    for line in PAGE.read_text().splitlines():
        if re.match(r"\| \d+ \|", line):
            named = re.findall(r"`([a-z_/]+\.py)::(test_\w+)`", line)
            assert named, line
            for path, test in named:
                assert f"def {test}(" in (TESTS / path).read_text(), f"{path}::{test}"
