"""The processes that make the portal. Demo, tests and docker-compose.yml start this one list."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """A name and its command. The commands are those of the virtual environment or the image."""

    name: str
    command: tuple[str, ...]


def _worker(queue: str) -> Process:
    """One task at a time: more throughput is more workers, on this machine or another."""
    options = ("-Q", queue, "-n", f"{queue}@%h", "-c", "1", "--without-gossip", "--without-mingle")
    return Process(queue, ("celery", "-A", "portal.celery", "worker", *options))


PROCESSES = (
    Process("web", ("gunicorn", "-c", "python:portal.gunicorn_conf", "portal.wsgi")),
    Process("relay", ("python", "manage.py", "relay")),
    Process("beat", ("celery", "-A", "portal.celery", "beat")),
    _worker("messages"),
    _worker("documents"),
    _worker("documents_slow"),
    _worker("files"),
)
