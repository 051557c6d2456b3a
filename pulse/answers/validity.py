"""Whether a ballot's outer layer is what the cycle's manifest allows, pure."""

from pulse.blind_signature.holder import verify
from pulse.blind_signature.issuer import EXPONENT
from pulse.envelope.outer import Ballot, token_message


def token_holds(ballot: Ballot, organisation_id: str, modulus: int) -> bool:
    """Whether the token was signed by the block's key for exactly this cycle, manifest, block and ballot key."""
    message = token_message(bytes.fromhex(organisation_id), ballot.cycle, ballot.manifest, ballot.leaf, ballot.public)
    return verify(modulus, EXPONENT, ballot.prefix + message, ballot.token_signature)
