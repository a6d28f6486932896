"""Pages of the catalogue's editors."""

from django.urls import path

from services.views import changes, editor

urlpatterns = [
    path("", editor.overview, name="catalogue_editor"),
    path("entries/<slug:kind>/", editor.entry_list, name="catalogue_entries"),
    path("entries/<slug:kind>/new/", editor.new_entry, name="catalogue_new"),
    path("entries/<slug:kind>/<slug:slug>/", editor.entry, name="catalogue_entry"),
    path("entries/<slug:kind>/<slug:slug>/change/", editor.begin, name="catalogue_begin"),
    path("changes/<uuid:uid>/", changes.change_page, name="catalogue_change"),
    path("changes/<uuid:uid>/edit/<slug:name>/", changes.edit, name="catalogue_edit"),
    path("changes/<uuid:uid>/send/", changes.send, name="catalogue_send"),
    path("changes/<uuid:uid>/return/", changes.send_back, name="catalogue_return"),
    path("changes/<uuid:uid>/preview/", changes.see, name="catalogue_preview"),
    path("changes/<uuid:uid>/<slug:verb>/", changes.step, name="catalogue_step"),
]
