"""Addresses that are the same in every language: files of open data and what machines ask for."""

from django.urls import include, path, re_path

from services.views import open_data

_FILE = (
    r"^open-data/(?P<name>catalogue\.(?:jsonld|ttl|rdf)|hsds\.(?:json|zip)|services\.(?:csv|xlsx)"
    r"|statistics\.(?:csv|json))$"
)

urlpatterns = [
    re_path(_FILE, open_data.open_data_file, name="open_data_file"),
    path("sitemap.xml", open_data.sitemap, name="sitemap"),
    path("robots.txt", open_data.robots, name="robots"),
    path("api/v1/", include("services.api")),
]
