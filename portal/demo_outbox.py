"""Demo only: every e-mail, text message and letter that would have left the house."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.models.person import Channel
from records.models import Letter

SHOWN = 100


@dataclass(frozen=True)
class Sent:
    channel: str
    at: datetime
    to: str
    text: str


@require_safe
@login_not_required
def outbox(request: HttpRequest) -> HttpResponse:
    files = [path for path in settings.OUTBOX_DIR.glob("*/*") if path.suffix in {".log", ".txt"}]
    files.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    items = [*(_read(path) for path in files[:SHOWN]), *_letters()]
    items.sort(key=lambda sent: sent.at, reverse=True)
    return render(request, "portal/outbox.html", {"items": items[:SHOWN]})


def _letters() -> list[Sent]:
    """Letters wait for the printer in the office; here is what is written in them."""
    found = []
    for letter in Letter.objects.with_parts().order_by("-pk")[:SHOWN]:
        said = letter.document.context
        lines = [*said.get("address", []), "", letter.document.title, "", *said.get("paragraphs", [])]
        at = letter.document.rendered_at or timezone.now()
        found.append(Sent(str(Channel.LETTER.label), at, lines[0], "\n".join(lines)))
    return found


def _read(path: Path) -> Sent:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    channel = path.parent.name
    label = str(dict(Channel.choices).get(channel, channel))
    if channel != "email":
        text = path.read_text(encoding="utf-8")
        return Sent(label, at, text.splitlines()[0], text)
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return Sent(label, at, str(mail["To"]), f"{mail['Subject']}\n\n{text.split('-' * 79)[0]}")
