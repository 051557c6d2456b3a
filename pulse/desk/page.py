"""`pulse trustee page`: the desk as a page of the trustee's own machine, for this run and this browser alone.

It listens on 127.0.0.1. Its address holds a secret that is drawn anew each time it starts; another
name for this machine is refused, and so is whatever a page from elsewhere makes the browser send.
"""

import hmac
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, render_template, request, send_file
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from pulse.desk import work
from pulse.desk.forms import CountForm, DeleteForm, MakeForm
from pulse.desk.keyring import Keyring, KeyringTrouble
from pulse.handover.names import result_name
from pulse.web.assets import add_assets
from pulse.web.headers import protect
from pulse.web.language import add_languages

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 512 * 1024 * 1024
Page = str | tuple[str, int] | Response


def create_desk(keys: Keyring, *, secret: str, port: int, now: Callable[[], datetime]) -> Flask:
    """The app; everything but the style sheets lies under its secret."""
    app = Flask(
        "pulse_desk",
        root_path=str(ROOT),
        static_folder="static/dist",
        static_url_path="/static",
        template_folder="templates",
    )
    app.config.update(MAX_CONTENT_LENGTH=LARGEST)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.after_request(_say_where_from)
    protect(app, https=False)
    add_assets(app)
    add_languages(app)
    _guard(app, secret, f"127.0.0.1:{port}")
    app.register_blueprint(_desk(keys, now), url_prefix="/<secret>")
    return app


def _say_where_from(response: Response) -> Response:
    """Without a referrer a browser hides a form's origin, which is looked at here. It goes nowhere else."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _guard(app: Flask, secret: str, host: str) -> None:
    @app.before_request
    def only_from_here() -> None:
        if request.host != host:
            abort(403)
        given = (request.view_args or {}).pop("secret", None)
        if request.endpoint != "static" and not (given and hmac.compare_digest(given.encode(), secret.encode())):
            abort(404)
        if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
            abort(403)
        if request.method == "POST" and request.headers.get("Origin") != f"http://{host}":
            abort(403)

    @app.url_defaults
    def with_secret(endpoint: str, values: dict[str, object]) -> None:
        if endpoint.startswith("desk."):
            values["secret"] = secret


def _desk(keys: Keyring, now: Callable[[], datetime]) -> Blueprint:
    pages, made = Pages(keys, now), Blueprint("desk", __name__)
    made.add_url_rule("/", "index", pages.index)
    made.add_url_rule("/keys", "make", pages.make, methods=["POST"])
    made.add_url_rule("/count", "count", pages.count, methods=["POST"])
    made.add_url_rule("/delete", "delete", pages.delete, methods=["POST"])
    return made


class Pages:
    """What the desk answers; each form does one thing, and says in one sentence what it does not do."""

    def __init__(self, keys: Keyring, now: Callable[[], datetime]) -> None:
        self.keys = keys
        self.now = now

    def index(self, said: str = "", **sent: FlaskForm) -> str:
        """The three forms and the list of keys."""
        forms: dict[str, FlaskForm] = {
            "make": MakeForm(formdata=None),
            "count": CountForm(formdata=None),
            "delete": DeleteForm(formdata=None),
        }
        return render_template(
            "desk/index.html", keys=self.keys.listed(), folder=str(self.keys.folder), said=said, **(forms | sent)
        )

    def make(self) -> Page:
        """Make keys, and say which file to hand over."""
        form = MakeForm()
        if form.validate_on_submit():
            try:
                file = str(self.keys.make(form.name.data, form.count.data))
            except KeyringTrouble as why:
                _refuse(form, why)
            else:
                return self.index(
                    _("The keys are made. Hand over only this file; nothing in it is secret: %(file)s", file=file)
                )
        return self.index(make=form), 400

    def count(self) -> Page:
        """Check, open and count a package; the signed result is what comes back."""
        form = CountForm()
        if form.validate_on_submit():
            try:
                ready = work.prepare(form.package.data.read(), self.keys, now=self.now())
                return _attached(work.count(ready, self.keys), result_name(ready.manifest.cycle))
            except (work.Refused, KeyringTrouble) as why:
                _refuse(form, why)
        return self.index(count=form), 400

    def delete(self) -> Page:
        """Delete the key of a check-in whose board shows the close."""
        form = DeleteForm()
        if form.validate_on_submit():
            try:
                id = work.spent_key(form.board.data.read(), self.keys)
                self.keys.delete(id)
                return self.index(
                    _(
                        "Key %(key)s is deleted. Delete it from your copies too. If you have counted, delete the two "
                        "files of this check-in as well: ballots-….pulse and result-….json.",
                        key=id,
                    )
                )
            except (work.Refused, KeyringTrouble) as why:
                _refuse(form, why)
        return self.index(delete=form), 400


def _refuse(form: FlaskForm, why: Exception) -> None:
    form.form_errors.append(_("This was not done: %(why)s", why=str(why)))


def _attached(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), mimetype="application/json", as_attachment=True, download_name=name)
