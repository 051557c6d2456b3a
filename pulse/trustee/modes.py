"""What a trustee is asked to do in an organisation, pure."""

NONE = "none"
COPY = "copy"  # holds a recovery copy of the keys
COUNTS = "counts"  # alone can open the answers
MODES = (NONE, COPY, COUNTS)
FEW_KEYS = 2  # from here on the pages warn: each check-in takes one
