from django.urls import path

from services.views import catalogue, editor, handbook
from services.views import catalogue, editor, history

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("search/", catalogue.search_page, name="search"),
    path("handbook/", handbook.handbook, name="handbook"),
    path("handbook/<uuid:uid>/", handbook.edition, name="handbook_edition"),
    path("handbook/<uuid:uid>/handbook.pdf", handbook.edition_pdf, name="handbook_pdf"),
    path("catalogue-editor/handbook/", handbook.handbook_editor, name="handbook_editor"),
    path("catalogue-editor/handbook/<uuid:uid>/", handbook.handbook_progress, name="handbook_progress"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/history/<slug:kind>/<slug:slug>/", history.entry_history, name="catalogue_history"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
