"""An audience in a survey's file, pure: its parts as paths, which hold wherever parts have these names."""

from pulse.i18n import N_
from pulse.organisation import names
from pulse.organisation.names import NameRefused
from pulse.organisation.tree import Tree
from pulse.surveys.audiences.audience import Audience
from pulse.surveys.exchange import FiledSurvey
from pulse.surveys.reading import NotASurvey


def paths(tree: Tree, chosen: frozenset[str]) -> tuple[str, ...]:
    """Each part's path like `Operations/Kitchen`; of one that is gone its id, which no reader takes for everybody."""
    return tuple(sorted(_path(tree, id) if id in tree.nodes else id for id in chosen))


def found(filed: FiledSurvey, units: Tree, locations: Tree) -> Audience:
    """Whom a file's survey asks here; `NotASurvey` where a part has another name here, or nobody belongs to it."""
    return Audience(
        frozenset(_node(units, "units", number, path) for number, path in enumerate(filed.units, 1)),
        frozenset(_node(locations, "locations", number, path) for number, path in enumerate(filed.locations, 1)),
    ).tidy(units, locations)


def _path(tree: Tree, id: str) -> str:
    return names.SEPARATOR.join(tree.nodes[at].name for at in reversed(tree.ancestors(id)[:-1]))


def _node(tree: Tree, kind: str, number: int, path: str) -> str:
    at = tree.root
    for name in _steps(path):
        below = (node for node in tree.children(at.id) if names.key(node.name) == names.key(name))
        at = next((node for node in below if not node.closed), tree.root)
        if at is tree.root:
            break
    if at is tree.root:
        raise NotASurvey(
            N_(
                "“%(place)s” names a part that does not exist here: %(path)s. "
                "Change it to one of yours, or take it out."
            ),
            place=f"audience › {kind} {number}",
            path=path,
        )
    return at.id


def _steps(path: str) -> list[str]:
    try:
        return names.steps(path)
    except NameRefused:
        return []
