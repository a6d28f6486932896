"""What the head of a public page says to search engines and to browsers. No queries."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from services.models import language

register = template.Library()
PUBLIC = {
    "home", "services", "service", "service_places", "search", "finder", "changes", "handbook", "handbook_edition",
    "open_data", "accessibility", "privacy",
}  # fmt: skip
DESCRIPTION_LENGTH = 160
# A text inside a script element cannot end it, whatever it holds.
_HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag(takes_context=True)
def page_links(context: RequestContext) -> SafeString:
    """Description, own address and the other language's, for pages that search engines may keep."""
    request: Any = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None or match.url_name not in PUBLIC:
        return mark_safe("")
    path = request.path_info.removeprefix("/en") if request.path_info.startswith("/en/") else request.path_info
    addresses = {"bg": f"{settings.PUBLIC_URL}{path}", "en": f"{settings.PUBLIC_URL}/en{path}"}
    links = format_html_join(
        "\n", '<link rel="alternate" hreflang="{}" href="{}">', (*addresses.items(), ("x-default", addresses["bg"]))
    )
    return format_html(
        '<meta name="description" content="{}">\n<link rel="canonical" href="{}">\n{}',
        _description(context),
        addresses[language()],
        links,
    )


def _description(context: RequestContext) -> str:
    service = context.get("service")
    if service is not None:
        return Truncator(service.summary).chars(DESCRIPTION_LENGTH)
    town = settings.MUNICIPALITY[f"name_{language()}"]
    return _("Social services of %(town)s: find the help that fits, apply, and see how far it is.") % {"town": town}


@register.simple_tag(takes_context=True)
def structured_data(context: RequestContext) -> SafeString:
    """The service as schema.org knows it: a data block, which runs nowhere."""
    text = json.dumps(_structured(context), ensure_ascii=False).translate(_HARMLESS)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - nothing in it ends the element


def _structured(context: RequestContext) -> dict[str, Any]:
    service, code = context["service"], language()
    town = settings.MUNICIPALITY
    prefix = "" if code == "bg" else f"/{code}"
    page = f"{settings.PUBLIC_URL}{prefix}/services/{service.slug}/"
    municipality = {"@type": "GovernmentOrganization", "name": town[f"name_{code}"], "telephone": town["phone"],
                    "url": settings.PUBLIC_URL}  # fmt: skip
    channel: dict[str, Any] = {
        "@type": "ServiceChannel",
        "servicePhone": {"@type": "ContactPoint", "telephone": town["phone"]},
    }
    if service.can_apply_online and context["standing"].is_open:
        channel["serviceUrl"] = f"{settings.PUBLIC_URL}{prefix}/apply/{service.slug}/"
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": f"{settings.PUBLIC_URL}/services/{service.slug}/#service",
        "name": service.name,
        "description": service.summary,
        "url": page,
        "inLanguage": code,
        "serviceOperator": municipality,
        "areaServed": {"@type": "AdministrativeArea", "name": town[f"name_{code}"]},
        "availableChannel": channel,
    }
    if service.fee_basis == "free":
        found["offers"] = {"@type": "Offer", "price": 0, "priceCurrency": "EUR"}
    providers = _providers(context)
    return {**found, "provider": providers} if providers else found


def _providers(context: RequestContext) -> list[dict[str, str]]:
    """As the page shows them: of a protected service, none."""
    if context["service"].is_protected:
        return []
    names = dict.fromkeys(helper.who for helper in context["helpers"])
    return [{"@type": "Organization", "name": name} for name in names]
