"""The blocks of a quarter as the last opening left them."""

from sqlalchemy.orm import Session

from pulse.invitations import operations as invitations
from pulse.opening.roster import Standing
from pulse.organisation import queries as organisations


def standing(session: Session, organisation_id: str, season: str) -> dict[str, Standing]:
    """The blocks of a quarter with their people; none before its first opening."""
    members = invitations.members(session, organisation_id, season)
    return {
        block.id: Standing(block.unit_id, block.location_id, block.takes_joiners, frozenset(members.get(block.id, ())))
        for block in organisations.blocks(session, organisation_id, season)
        if block.id in members  # one that was absorbed has no people, and takes in nobody
    }
