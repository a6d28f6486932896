"""The floor: a bare Django page with one indexed query and 25 cards, on the same server with the same settings."""

import os

import django
from django.conf import settings

DATABASE_URL = os.environ["DATABASE_URL"]

if not settings.configured:
    from portal import environment as env

    settings.configure(
        SECRET_KEY="floor",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": env.database("DATABASE_URL", DATABASE_URL)},
        INSTALLED_APPS=["tests.bench.floorapp"],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        CACHES={
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": os.environ["REDIS_URL"].replace("redis+socket://", "unix://"),
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [("django.template.loaders.locmem.Loader", {"cards.html": ""})],
                        )
                    ]
                },
            }
        ],
    )
    django.setup()

from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

CARDS = """<!doctype html><html lang="bg"><head><meta charset="utf-8"><title>25</title>
<link rel="stylesheet" href="/static/x.css"></head><body><main><h1>Услуги</h1><ul>{% for card in cards %}
<li class="card"><h2><a href="/floor/{{ card.id }}/">{{ card.title }}</a></h2><p>{{ card.summary }}</p>
<dl><dt>Цена</dt><dd>{{ card.price }}</dd><dt>Място</dt><dd>{{ card.place }}</dd></dl>
<p class="meta">{{ card.note }}</p></li>{% endfor %}</ul></main></body></html>"""
TEMPLATE = engines["django"].from_string(CARDS)


def page(request: HttpRequest) -> HttpResponse:
    from tests.bench.floorapp.models import Card

    cards = Card.objects.filter(kind=1).order_by("position")[:25]
    return HttpResponse(TEMPLATE.render({"cards": cards}, request))


def cached(request: HttpRequest) -> HttpResponse:
    body = cache.get("floor")
    if body is None:
        body = page(request).content
        cache.set("floor", body, 600)
    return HttpResponse(body)


urlpatterns = [path("floor/", page), path("floor-cached/", cached)]
application = get_wsgi_application()
