from django.urls import path

from applications.views import post

urlpatterns = [
    path("", post.desk, name="post"),
    path("print/", post.print_batch, name="post_print"),
    path("batch/<uuid:uid>/", post.batch, name="post_batch"),
    path("batch/<uuid:uid>/paper/", post.paper, name="post_paper"),
    path("letter/<uuid:uid>/", post.letter, name="post_letter"),
    path("letter/<uuid:uid>/again/", post.print_again, name="post_again"),
]
