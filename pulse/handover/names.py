"""What the files are called that pass between the server and a trustee, where a page names them. Pure."""


def package_name(cycle_id: str) -> str:
    """The sealed ballots of a cycle."""
    return f"ballots-{cycle_id[:8]}.pulse"


def result_name(cycle_id: str) -> str:
    """What the trustee counted."""
    return f"result-{cycle_id[:8]}.json"
