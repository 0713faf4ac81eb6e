"""Several web processes behind a proxy: `gunicorn -c config/gunicorn.conf.py wsgi:app`; docs/admin/growing.md.

The number of processes comes from WEB_CONCURRENCY, the address from --bind; both are gunicorn's own.
"""

import os
from pathlib import Path

bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
# Each thread may hold a connection to the database: app/db.py lets a process have ten.
threads = 4
# Each process makes its own application and its own connections: one that is shared over a fork is torn.
preload_app = False

# Seconds. At SIGTERM and HUP what is under way gets its answer within this time; systemd kills after 90.
graceful_timeout = 30
# A process that gives no sign of life is replaced; a long request is not, for its thread is not the one that gives signs.
timeout = 60
# Longer than the proxy keeps a connection to us, so that it is never us who closes one that it is about to use.
keepalive = 75
# Processes are renewed now and then, never all at once.
max_requests = 5000
max_requests_jitter = 500

# The program writes one line a request itself, without addresses, which may hold secrets.
accesslog = None
errorlog = "-"
# X-Forwarded-* are read by the program, from as many proxies as `trusted_proxies` says.
secure_scheme_headers: dict[str, str] = {}
forwarded_allow_ips = "127.0.0.1,::1"
# Signs of life are files; on a disk they could wait for it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  memory, and files of our own only
