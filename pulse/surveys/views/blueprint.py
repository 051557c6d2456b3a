"""What all pages of surveys hang on."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("surveys", __name__, url_prefix="/surveys")
Page = str | tuple[str, int] | Response
