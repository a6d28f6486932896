from django.urls import path

from applications.views import apply, corrections, files

urlpatterns = [
    path("draft/<uuid:uid>/", apply.tasks, name="apply_tasks"),
    path("draft/<uuid:uid>/documents/", apply.documents, name="apply_documents"),
    path("draft/<uuid:uid>/check/", apply.check, name="apply_check"),
    path("draft/<uuid:uid>/sent/", apply.sent, name="apply_sent"),
    path("draft/<uuid:uid>/step/<str:key>/", apply.step, name="apply_step"),
    path("correction/<uuid:uid>/", corrections.answer, name="apply_correction"),
    path("attachment/<uuid:uid>/", files.attachment, name="apply_attachment"),
    path("receipt/<uuid:uid>/", files.receipt, name="apply_receipt"),
    path("withdraw/<uuid:uid>/", files.withdraw, name="apply_withdraw"),
    path("<slug:slug>/", apply.start, name="apply"),
]
