"""The form that leaves the demo: a button and its hidden token."""

from flask_wtf import FlaskForm


class LeaveForm(FlaskForm):
    """Nothing to fill in."""
