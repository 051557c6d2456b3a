"""Who may see a page, declared as data beside the view.

A view without a declaration is refused to everybody: forgetting is safe. `people` supplies the
checker through `application`; this module knows roles only as words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

from flask import Flask, abort, current_app, g, request

Scope = Literal["organisation", "node", "account"]
View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Access:
    """Roles that may enter; `node` scope lets in those whose subtree holds what is asked for.

    `account`: everybody who is logged in, whatever their roles, for what is theirs alone.
    """

    roles: frozenset[str]
    scope: Scope = "organisation"
    public: bool = False


@dataclass(frozen=True)
class Grant:
    """One role, for the subtree of a unit or a location; neither means everything."""

    role: str
    unit_id: str | None = None
    location_id: str | None = None

    @property
    def everywhere(self) -> bool:
        """Whether it covers the whole organisation."""
        return self.unit_id is None and self.location_id is None


@dataclass(frozen=True)
class Viewer:
    """The staff member behind a request."""

    organisation_id: str
    account_id: str
    name: str
    language: str
    grants: tuple[Grant, ...]
    email: str = ""

    def has(self, *roles: str) -> bool:
        """Whether any grant, wherever it reaches, is one of `roles`."""
        return any(grant.role in roles for grant in self.grants)


Checker = Callable[[Access], Viewer | None]


def public(view: View) -> View:
    """Declare that anybody may open a view."""
    view.access = Access(frozenset(), public=True)  # type: ignore[attr-defined]
    return view


def own(view: View) -> View:
    """Declare that everybody who is logged in may open a view, which then concerns nobody but them."""
    view.access = Access(frozenset(), "account")  # type: ignore[attr-defined]
    return view


def requires(*roles: str, scope: Scope = "organisation") -> Callable[[View], View]:
    """Declare the roles that may open a view."""

    def declare(view: View) -> View:
        view.access = Access(frozenset(roles), scope)  # type: ignore[attr-defined]
        return view

    return declare


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The declaration of an endpoint, for the guard and for the test that walks every route."""
    if endpoint == "static":
        return Access(frozenset(), public=True)
    return cast("Access | None", getattr(app.view_functions[endpoint], "access", None))


def viewer() -> Viewer:
    """The staff member of this request; only behind `requires`."""
    return cast(Viewer, g.viewer)


def guard(app: Flask, check: Checker | None) -> None:
    """Ask before every request. Without a checker (the ballot app) only public views exist."""

    @app.before_request
    def ask() -> None:
        g.viewer = None
        if request.endpoint is None:
            return
        access = access_of(current_app, request.endpoint)
        if access is None:
            abort(403)
        if check is not None:
            g.viewer = check(access)
        elif not access.public:
            abort(403)
