"""„Какво променихме“ as a page and as a feed."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services import changes


@require_safe
@login_not_required
def changes_page(request: HttpRequest) -> HttpResponse:
    rows, older = changes.told(request.GET.get("before", ""))
    return render(request, "services/changes.html", {"rows": rows, "older": older, "nav": "services"})


class ChangesFeed(Feed):
    def title(self) -> str:
        return _("What we have changed")

    def description(self) -> str:
        return _("Changes in the social services and in their description")

    def link(self) -> str:
        return reverse("changes")

    def feed_url(self) -> str:
        return reverse("changes_feed")

    def items(self) -> list[changes.Change]:
        return changes.told()[0]

    def item_title(self, item: changes.Change) -> str:
        return item.name

    def item_description(self, item: changes.Change) -> str:
        return item.told

    def item_link(self, item: changes.Change) -> str:
        return f"{reverse('changes')}#r{item.pk}"

    def item_pubdate(self, item: changes.Change) -> object:
        return item.at


@require_safe
@login_not_required
def changes_feed(request: HttpRequest) -> HttpResponse:
    return ChangesFeed()(request)
