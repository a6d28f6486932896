"""Asks this container's own web server whether it is alive, as the proxy would."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

host = urlsplit(os.environ["PUBLIC_URL"]).hostname or "localhost"
request = urllib.request.Request(
    "http://127.0.0.1:8000/healthz/live", headers={"Host": host, "X-Forwarded-Proto": "https"}
)
with urllib.request.urlopen(request, timeout=5) as answer:
    sys.exit(answer.status != 200)
