"""Which topics go with how people feel overall: Johnson's relative weights.

Johnson 2000, Multivariate Behavioral Research 35: 1-19. Predictors that go with each other share what they explain
instead of one taking it all. It says what goes together, never what causes what. The correlations are those that
were declared before the close and released then.
"""

from collections.abc import Sequence

import numpy as np

SMALLEST = 1e-9  # an eigenvalue below this: one topic is the same as others


def relative_weights(between: Sequence[Sequence[float]], with_overall: Sequence[float]) -> tuple[float, ...]:
    """How much of the variance of the overall answer each topic accounts for; together they are R squared.

    `between` holds the correlations of the topics among themselves, `with_overall` those with the overall answer.
    ValueError if the topics are not distinct, or if no answers could correlate like that.
    """
    matrix = np.array(between, dtype=float)
    if matrix.shape != (len(with_overall), len(with_overall)) or not np.allclose(matrix, matrix.T):
        raise ValueError("the correlations do not fit together")
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < SMALLEST:
        raise ValueError("one topic is the same as others")
    loadings = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    slopes = np.linalg.solve(loadings, np.array(with_overall, dtype=float))
    weights = (loadings**2) @ (slopes**2)
    if weights.sum() > 1 + SMALLEST:
        raise ValueError("no answers correlate like that")
    return tuple(float(weight) for weight in weights)
