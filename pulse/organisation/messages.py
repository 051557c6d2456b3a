"""Units and locations in words."""

from flask_babel import gettext as _

from pulse.organisation.tree import Tree, until
from pulse.web.writing import on_day


def named(tree: Tree, id: str) -> str:
    """The path of a node in words; of one that is closed with the day, so that nobody takes it for an open one."""
    node, label = tree.nodes[id], tree.label(id)
    if node.closed_on is None:
        return label
    part = label.removesuffix(until(node.closed_on))
    return str(_("%(part)s (closed on %(day)s)", part=part, day=on_day(node.closed_on)))
