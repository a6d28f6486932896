from django.urls import include, path

from services.views import blanks, catalogue, finder, formschemas, handbook, news, open_data, service, voices

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", service.service_page, name="service"),
    path("services/<slug:slug>/paper-form/", blanks.paper_form, name="paper_form"),
    path("blank/<str:code>/", blanks.code, name="blank_code"),
    path("services/<slug:slug>/fee/", service.fee, name="service_fee"),
    path("services/<slug:slug>/places/", service.service_places, name="service_places"),
    path("services/<slug:slug>/places.svg", service.service_plan, name="service_plan"),
    path("search/", catalogue.search_page, name="search"),
    path("search/suggest/", catalogue.suggest, name="suggest"),
    path("search/tell-us/", voices.tell_us, name="tell_us"),
    path("search/tell-us/thanks/", voices.tell_us_thanks, name="tell_us_thanks"),
    path("finder/", finder.finder, name="finder"),
    path("finder/results/", finder.finder_results, name="finder_results"),
    path("feedback/", voices.feedback, name="feedback"),
    path("feedback/thanks/", voices.feedback_thanks, name="feedback_thanks"),
    path("changes/", news.changes_page, name="changes"),
    path("changes/feed.xml", news.changes_feed, name="changes_feed"),
    path("forms/<slug:slug>/<slug:number>/schema.json", formschemas.form_schema, name="form_schema"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("opensearch.xml", open_data.opensearch, name="opensearch"),
    path("handbook/", handbook.handbook, name="handbook"),
    path("handbook/<uuid:uid>/", handbook.edition, name="handbook_edition"),
    path("handbook/<uuid:uid>/handbook.pdf", handbook.edition_pdf, name="handbook_pdf"),
    path("catalogue-editor/", include("services.urls_editor")),
]
