"""Pages of the people who are asked: the list."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.organisation.names import is_plain
from pulse.people import queries
from pulse.people.addresses import LONGEST_EMAIL
from pulse.people.roll import operations
from pulse.people.roll.queries import people_page
from pulse.people.views.blueprint import blueprint
from pulse.web.access import requires, viewer
from pulse.web.services import services


@blueprint.get("/people/")
@requires("admin", "hr")
def listing() -> str:
    """Everybody, a page at a time."""
    search, page = request.args.get("search", "")[:100], request.args.get("page", 1, type=int)
    with services().database.reading() as session:
        of = viewer().organisation_id
        people = people_page(session, of, search=search, page=page, with_returned=viewer().has("admin"))
        counts = queries.counts(session, viewer().organisation_id)

    def address(number: int) -> str:
        return url_for("people.listing", page=number, search=search or None)

    return render_template("people/listing.html", people=people, counts=counts, search=search, address=address)


@blueprint.post("/people/try-again")
@requires("admin")
def try_again() -> Response:
    """Send mail again to an address from which it came back."""
    address = request.form.get("address", "")[:LONGEST_EMAIL]
    if not is_plain(address):
        abort(400)
    with services().database.writing() as session:
        lifted = operations.try_again(
            session, viewer().organisation_id, address, viewer().account_id, now=services().clock.now()
        )
    if lifted:
        flash(_("Mail goes to %(address)s again.", address=address))
    return redirect(url_for("people.listing", search=address or None))
