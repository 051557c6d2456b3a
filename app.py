"""The WSGI entry: `app:app` serves the staff pages and the ballot pages, told apart by host name."""

from config import Config
from pulse.application import create_wsgi

app = create_wsgi(Config.from_env())
