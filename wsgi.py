"""The application for a WSGI server: `gunicorn wsgi:app`."""

from app import create_app
from app.settings import load_settings
from app.web.logs import configure_logging

settings = load_settings()
configure_logging(settings.log_format, settings.log_level)
app = create_app(settings)
