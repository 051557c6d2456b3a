"""About how long a cycle's questions take, pure: from what it froze, as its browsers will ask it."""

import json

from pulse.questions.scales import is_open
from pulse.surveys import rotation


def seconds(content: bytes) -> int:
    """For the longest way through, without comments and without questions that follow unhappy answers alone."""
    frozen = json.loads(content)
    tapped = {
        question["key"]
        for question in frozen.get("questions", ())
        if not is_open(question["scale"]) and "parent" not in question
    }
    forms = [tapped & set(form) for form in frozen.get("forms", ())]
    always = tapped - {key for form in forms for key in form}
    return rotation.seconds(max(1, len(always) + max(map(len, forms), default=0)))
