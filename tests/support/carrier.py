"""A carrier's HTTP server on loopback: keeps what it was sent and answers as the test says."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HANG_UP = 0


@dataclass(frozen=True)
class Heard:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Carrier:
    """`answer` gives status and body for a request; the status HANG_UP closes the line without a word."""

    answer: Callable[[Heard], tuple[int, bytes]] = lambda _heard: (200, b"{}")
    heard: list[Heard] = field(default_factory=list)
    url: str = ""


@contextmanager
def carrier(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Carrier]:
    running = Carrier()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            request = Heard(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            running.heard.append(request)
            status, answer = running.answer(request)
            if status == HANG_UP:
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _serve

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]  # who is not let in is the test's business
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    running.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
