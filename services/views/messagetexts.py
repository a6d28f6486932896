"""Pages on which administrators and editors write what messages say."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.models import MessageText
from records.notices import Notice
from services import messagetexts
from services.actions import messagetexts as actions
from services.models import language
from services.textforms import MessageTextForm

MOST_VERSIONS = 100


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def text_list(request: Request) -> HttpResponse:
    return render(request, "services/editor/message_texts.html", {"lines": messagetexts.kinds(language())})


@permission_required(Permission.EDIT_CATALOGUE)
def text_page(request: Request, kind: str) -> HttpResponse:
    """The text now, written anew, seen with made-up data, tried out on oneself; and who changed what."""
    notice = messagetexts.find(kind)
    if notice is None:
        raise Http404
    form = MessageTextForm(request.POST or None, notice=notice, initial=_initial(request, notice))
    previews: list[messagetexts.Shown] = []
    if form.is_valid():
        wording = form.wording
        if "test" in request.POST:
            actions.try_out(notice, wording, language(), by=request.user)
            words = _("Sent to %(email)s with made-up data. Nothing is saved yet.")
            messages.success(request, words % {"email": request.user.email})
        elif "preview" not in request.POST:
            messages.success(request, _save(request, notice, form))
            return redirect("message_text", kind)
        previews = [messagetexts.shown(notice, wording.texts, one) for one in messagetexts.LANGUAGES]
    context = {
        "notice": notice,
        "title": notice.title(language()),
        "form": form,
        "previews": previews,
        "versions": list(MessageText.objects.of_kind(kind)[:MOST_VERSIONS]),
    }
    return render(request, "services/editor/message_text.html", context)


def _save(request: Request, notice: Notice, form: MessageTextForm) -> str:
    if "builtin" in request.POST:
        actions.back_to_builtin(notice, form.wording, by=request.user)
        return _("The built-in text is said again from that day on.")
    actions.publish(notice, form.wording, by=request.user)
    return _("Saved. Messages say this from that day on.")


def _initial(request: Request, notice: Notice) -> dict[str, Any]:
    """A version by its number (?version=), the text in force of a service (?service=), or the one for all."""
    today = timezone.localdate()
    number, service = request.GET.get("version", ""), request.GET.get("service", "").replace("\x00", "")[:110]
    text = messagetexts.in_force(notice, service, today)
    if number.isascii() and number.isdecimal():
        text = MessageText.objects.of_kind(notice.kind).filter(number=int(number[:9]), is_builtin=False).first() or text
    if text is None:
        return {**messagetexts.builtin(notice), "service": service or None, "valid_from": f"{today:%d.%m.%Y}"}
    parts = {part: getattr(text, part) for part in actions.PARTS}
    return {**parts, "service": text.service or service or None, "valid_from": f"{today:%d.%m.%Y}"}
