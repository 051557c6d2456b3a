"""What there is to mend in a file, by line and column."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in the file, or to look at. `sentence` is a msgid that `values` fills."""

    sentence: str
    values: tuple[tuple[str, object], ...] = ()
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [f"Line {self.line}"] if self.line else []
        place += [self.column] if self.column else []
        said = self.sentence % dict(self.values) if self.values else self.sentence
        return ", ".join(place) + ": " + said if place else said


class BadFile(ValueError):
    """A file that is not imported, with everything there is to mend in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """Each problem in one line of English, for the terminal."""
        return [str(problem) for problem in self.problems]


def refused(sentence: str, **values: object) -> BadFile:
    """A file that is refused as a whole, in one sentence."""
    return BadFile([Problem(sentence, tuple(values.items()))])
