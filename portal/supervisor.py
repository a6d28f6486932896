"""Keeps a list of processes running, and ends every one of them, whatever they started themselves."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.processes import Process

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10
# A process that dies at once is not started again at once.
SHORT_LIFE, LONGEST_PAUSE = 5.0, 30.0


@dataclass
class Running:
    process: Process
    popen: subprocess.Popen[bytes]
    started: float
    pause: float = 0.0

    @property
    def is_alive(self) -> bool:
        return self.popen.poll() is None


class Supervisor:
    def __init__(self, processes: Iterable[Process], environment: Mapping[str, str], logs: Path) -> None:
        self.processes = {process.name: process for process in processes}
        self.environment = {**os.environ, **environment}
        self.logs = logs
        self.running: dict[str, Running] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start_all(self) -> None:
        for name in self.processes:
            self.start(name)

    def start(self, name: str) -> None:
        process = self.processes[name]
        self.running[name] = Running(process, self._spawn(process), time.monotonic())

    def tend(self) -> list[str]:
        """Starts again what has died. The names."""
        return [name for name, running in list(self.running.items()) if self._revive(name, running)]

    def _revive(self, name: str, running: Running) -> bool:
        age = time.monotonic() - running.started
        if running.is_alive or age < running.pause:
            return False
        _end_group(running.popen, signal.SIGKILL)
        pause = min(max(2 * running.pause, 1.0), LONGEST_PAUSE) if age < SHORT_LIFE + running.pause else 0.0
        self.start(name)
        self.running[name].pause = pause
        return True

    def run(self, process: Process) -> int:
        """To its end; its output goes to ours."""
        popen = self._spawn(process, to_log=False)
        self.running[process.name] = Running(process, popen, time.monotonic())
        try:
            return popen.wait()
        finally:
            if popen.poll() is not None:
                del self.running[process.name]

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """The process and all that it started; `tend` or `start` brings it back."""
        running = self.running[name]
        _end_group(running.popen, number)
        running.popen.wait(STOP_SECONDS)

    def stop(self) -> None:
        """SIGTERM to each leader, which ends its own children in order; SIGKILL to what is left."""
        for running in self.running.values():
            if running.is_alive:
                running.popen.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for running in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.popen.wait(max(0.0, deadline - time.monotonic()))
            _end_group(running.popen, signal.SIGKILL)
            running.popen.wait()
        self.running.clear()

    def log_of(self, name: str, size: int = 2000) -> str:
        path = self.logs / f"{name}.log"
        return path.read_text(errors="replace")[-size:] if path.exists() else ""

    def _spawn(self, process: Process, *, to_log: bool = True) -> subprocess.Popen[bytes]:
        """In a session of its own; asked to stop by the kernel should the supervisor itself be killed."""
        command = ["setpriv", "--pdeathsig", "TERM", program(process.command[0]), *process.command[1:]]
        with (self.logs / f"{process.name}.log").open("ab") as log:
            out = log if to_log else None
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )


def program(name: str) -> str:
    """Beside the running interpreter first: the virtual environment may not be on PATH."""
    if name == "python":
        return sys.executable
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name) or name


def _end_group(popen: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(popen.pid, number)
    except ProcessLookupError:
        return
