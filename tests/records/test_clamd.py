"""A real clamd, and network peers that only look like one: whatever is not its plain answer means „nobody looked“."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from records import clamd
from records.attached import NotUnpacked, files_in
from tests.support.eicar import CARRIERS, pdf

Talk = Callable[[socket.socket], None]


@contextmanager
def peer(talk: Talk) -> Iterator[str]:
    """A network peer on loopback that does `talk` with whoever calls; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def serve() -> None:
            try:
                line, _address = server.accept()
                with line:
                    talk(line)
            except OSError:
                return

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def whole(line: socket.socket) -> None:
    """Reads everything up to the empty chunk."""
    got = b""
    while not got.endswith(bytes(4)):
        got += line.recv(65536)


def answers(words: bytes) -> Talk:
    def talk(line: socket.socket) -> None:
        whole(line)
        line.sendall(words)

    return talk


def hangs(line: socket.socket) -> None:
    line.recv(10)
    while line.recv(65536):
        pass


def drips(line: socket.socket) -> None:
    whole(line)
    for _turn in range(50):
        line.sendall(b"s")
        threading.Event().wait(0.05)


def breaks(line: socket.socket) -> None:
    line.recv(10)


FAULTS: dict[str, Talk] = {
    "hangs": hangs,
    "gives a byte now and then": drips,
    "breaks off in the middle": breaks,
    "speaks another language": answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "is cut off before the end": answers(b"stream: OK"),
    "says nothing": answers(b"\0"),
    "says OK with something else": answers(b"stream: OK, mostly\0"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_only_the_plain_answer_of_clamd_says_that_a_file_is_clean(fault: str) -> None:
    with peer(FAULTS[fault]) as address, pytest.raises(clamd.Away):
        clamd.scan(address, b"x" * 100_000, seconds=0.4)


def test_an_ok_before_the_end_of_the_file_is_none() -> None:
    def early(line: socket.socket) -> None:
        line.recv(10)
        line.sendall(b"stream: OK\0")

    with peer(early) as address, pytest.raises(clamd.Away):
        clamd.scan(address, b"x" * 20_000_000, seconds=3)


def test_nobody_listens(tmp_path: object) -> None:
    for address in (f"{tmp_path}/none.sock", "127.0.0.1:1"):
        with pytest.raises(clamd.Away):
            clamd.scan(address, b"x", seconds=1)


def test_a_file_that_clamd_cannot_look_into_is_told_apart() -> None:
    with peer(answers(b"INSTREAM size limit exceeded. ERROR\0")) as address, pytest.raises(clamd.CannotScan):
        clamd.scan(address, b"x", seconds=2)


def test_the_day_of_the_signatures_is_read() -> None:
    def talk(line: socket.socket) -> None:
        line.recv(20)
        line.sendall(b"ClamAV 1.4.6/27500/Fri Nov 27 09:30:00 2026\0")

    with peer(talk) as address:
        assert clamd.version(address).signed_at == datetime(2026, 11, 27, 9, 30, tzinfo=UTC)


def test_a_real_clamd_finds_the_virus_in_every_carrier_and_nothing_in_a_clean_file(clamd_socket: str) -> None:
    found = {
        name: any(clamd.scan(clamd_socket, part) for part in (content, *files_in(content)))
        for name, content in CARRIERS.items()
    }
    assert found == dict.fromkeys(CARRIERS, True)
    clean = pdf(b"nothing bad")
    assert [clamd.scan(clamd_socket, part) for part in (clean, *files_in(clean))] == [None, None]
    assert clamd.version(clamd_socket).engine.startswith("ClamAV")


def test_what_is_packed_too_tightly_is_not_called_clean() -> None:
    with pytest.raises(NotUnpacked):
        list(files_in(pdf(bytes(60 * 1024 * 1024))))
