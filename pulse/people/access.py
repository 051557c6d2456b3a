"""Who may pass: the checker that `pulse.web.access.guard` asks before every request of the staff host."""

from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException

from pulse.organisation.queries import locations, units
from pulse.organisation.tree import Tree
from pulse.people import sessions
from pulse.people.roles import covers
from pulse.web.access import Access, Grant, Viewer, access_of
from pulse.web.services import services


def checker(access: Access) -> Viewer | None:
    """The viewer, when the declaration lets them in; else the request ends here."""
    if request.endpoint == "static":
        return None
    viewer = sessions.current()
    if access.public:
        return viewer
    if viewer is None:
        abort(redirect(url_for("people.log_in", next=_back())))
    if not _may(viewer, access):
        abort(403)
    if access.scope == "node":
        _stay_within(viewer, access)
    return viewer


def safe_next(address: str | None) -> str | None:
    """An address to go on to after the log-in, only when it is a path of this very host."""
    if not address or not address.startswith("/") or "\\" in address or not address.isprintable():
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc or address.startswith("//") else address


def may_open(path: str, method: str = "GET") -> bool:
    """Whether a page should show a link, or with `POST` a form: it exists and this viewer's roles reach it."""
    viewer: Viewer | None = g.get("viewer")
    try:
        endpoint, _values = current_app.create_url_adapter(request).match(path, method=method)  # type: ignore[union-attr]
    except HTTPException:
        return False
    access = access_of(current_app, endpoint)
    return access is not None and viewer is not None and (access.public or _may(viewer, access))


def _back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _may(viewer: Viewer, access: Access) -> bool:
    if access.scope == "account":
        return True
    grants = _of_roles(viewer, access)
    return any(grant.everywhere for grant in grants) if access.scope == "organisation" else bool(grants)


def _of_roles(viewer: Viewer, access: Access) -> list[Grant]:
    return [grant for grant in viewer.grants if grant.role in access.roles]


def _stay_within(viewer: Viewer, access: Access) -> None:
    """A unit or location that is asked for by id must exist here and lie within the viewer's part."""
    asked = _asked("unit"), _asked("location")
    if not any(asked):
        return
    with services().database.reading() as session:
        trees = units(session, viewer.organisation_id), locations(session, viewer.organisation_id)
    cell = _node(asked[0], trees[0]), _node(asked[1], trees[1])
    grants = _of_roles(viewer, access)
    if not any(covers((own.unit_id, own.location_id), cell, units=trees[0], locations=trees[1]) for own in grants):
        abort(404)


def _asked(name: str) -> str:
    given = [value for value in [*request.values.getlist(name), (request.view_args or {}).get(name)] if value]
    if len(set(given)) > 1:
        abort(404)
    return str(given[0]) if given else ""


def _node(asked: str, tree: Tree) -> str:
    if asked and asked not in tree.nodes:
        abort(404)
    return asked or tree.root.id
