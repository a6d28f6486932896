from django.urls import path

from casework.views import opinion

urlpatterns = [
    path("<str:token>/", opinion.answer, name="opinion"),
    path("<str:token>/<uuid:attachment_uid>/", opinion.document, name="opinion_document"),
]
