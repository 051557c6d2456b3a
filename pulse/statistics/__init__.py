"""What may be concluded from numbers: scores, trends, limits, weights, drivers. Pure, each part with its reference.

Only released figures, or tables that were declared before the close, are ever put in. The intervals and verdicts of
single figures stand in `results`, because every page draws them; what stands here loads numpy and scipy, so that
a room imports the part it needs where it needs it.
"""
