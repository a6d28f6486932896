from django.urls import path

from services.views import catalogue, editor, formbuilder, formschemas, questionbank

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("search/", catalogue.search_page, name="search"),
    path("forms/<slug:slug>/<slug:number>/schema.json", formschemas.form_schema, name="form_schema"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/forms/", formbuilder.form_list, name="form_list"),
    path("catalogue-editor/forms/<slug:slug>/", formbuilder.form_page, name="form_page"),
    path("catalogue-editor/forms/<slug:slug>/change/", formbuilder.form_change, name="form_change"),
    path("catalogue-editor/forms/<slug:slug>/steps/<int:step>/", formbuilder.form_step, name="form_step"),
    path(
        "catalogue-editor/forms/<slug:slug>/steps/<int:step>/questions/<int:question>/",
        formbuilder.form_question,
        name="form_question",
    ),
    path("catalogue-editor/forms/<slug:slug>/preview/<int:step>/", formbuilder.form_preview, name="form_preview"),
    path("catalogue-editor/forms/<slug:slug>/try/", formbuilder.form_try, name="form_try"),
    path("catalogue-editor/forms/<slug:slug>/send/", formbuilder.form_send, name="form_send"),
    path("catalogue-editor/forms/<slug:slug>/approve/", formbuilder.form_approve, name="form_approve"),
    path("catalogue-editor/forms/<slug:slug>/give-back/", formbuilder.form_give_back, name="form_give_back"),
    path("catalogue-editor/question-bank/", questionbank.bank_list, name="bank"),
    path("catalogue-editor/question-bank/<slug:slug>/", questionbank.bank_question, name="bank_question"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
