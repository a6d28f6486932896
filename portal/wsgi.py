import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# The code is loaded once, before the workers are forked: no connection may be shared by them.
from django.db import connections  # noqa: E402

from portal import starting  # noqa: E402

starting.require_calendar()
connections.close_all()
