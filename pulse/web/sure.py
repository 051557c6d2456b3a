"""Asking once more before something that cannot be taken back: without a word of it, nothing is done.

A page that asks by itself, in a dialog, sends the word along: `{{ button(..., "danger", "sure", "yes") }}`.
"""

from flask import render_template, request

SURE, YES = "sure", "yes"
OURS = {SURE, "csrf_token"}


def is_sure() -> bool:
    """Whether somebody said that this is meant."""
    return request.form.get(SURE) == YES


def ask(title: str, lost: str, button: str, back: str) -> str:
    """The page that asks: what would be done, what cannot be taken back, and the way back."""
    given = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    return render_template("web/sure.html", title=title, lost=lost, button_text=button, back=back, given=given)
