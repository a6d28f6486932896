"""gunicorn: sync workers that keep their database connection. Everything else is a reverse proxy's work."""

import os
from pathlib import Path

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "sync"
# The code is loaded once and shared by the forks.
preload_app = True
timeout = 30
graceful_timeout = 20
# A worker is renewed before a slow leak can matter.
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
forwarded_allow_ips = os.environ.get("PROXY_ADDRESSES", "127.0.0.1")
# Nothing is written outside var/.
control_socket_disable = True
