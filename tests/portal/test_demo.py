"""`manage.py demo` on an empty folder: READY, everything answers, and one signal ends all of it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.support.stack import ROOT, free_port

pytestmark = pytest.mark.stack


def processes_of(room: Path) -> set[int]:
    """Living processes that were told to keep their data in this folder."""
    mark, found = f"VAR_DIR={room}".encode(), set()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in entry.read_bytes().split(b"\0"):
                found.add(int(entry.parent.name))
        except OSError:
            continue
    return found


def test_the_demo_starts_answers_and_stops(tmp_path: Path) -> None:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    tmp_path.chmod(0o711)
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=ROOT, env={**kept, "DEMO": "1", "VAR_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert demo.stdout is not None
        said = ""
        for line in demo.stdout:
            said += line
            if line.startswith("READY "):
                break
        assert f"READY http://127.0.0.1:{port}\n" in said
        assert "officer@demo.invalid" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            assert "Каква помощ търсите?" in answer.read().decode()
        assert len(processes_of(tmp_path)) > 8
        demo.send_signal(signal.SIGTERM)
        demo.wait(40)
    finally:
        demo.kill()
        demo.wait()
        assert demo.stdout is not None
        demo.stdout.close()
    time.sleep(0.5)
    assert processes_of(tmp_path) == set()
