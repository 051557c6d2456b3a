"""Addresses of built files that change when the file does, so that browsers may keep them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


@cache
def fingerprint(name: str) -> str:
    """The first characters of a built file's SHA-256."""
    return sha256((DIST / name).read_bytes()).hexdigest()[:12]


def add_assets(app: Flask) -> None:
    """Let templates write `{{ asset('pulse.css') }}`."""

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=fingerprint(name))

    app.jinja_env.globals["asset"] = asset
