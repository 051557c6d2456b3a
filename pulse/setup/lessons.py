"""Learning to read results on the demo, pure: six lessons of under two minutes, each with one question."""

from dataclasses import dataclass

from pulse.i18n import N_


@dataclass(frozen=True)
class Lesson:
    """One lesson. `right` is the place of the right one of three `options`; `why` is told at once."""

    title: str
    text: str
    path: str
    look: str
    question: str
    options: tuple[str, str, str]
    right: int
    why: str


CHECK_IN = ""  # the demo's own invitation, whose address changes

LESSONS = (
    Lesson(
        N_("What a check-in looks like"),
        N_(
            "Somebody gets a personal link, taps a few faces, writes a sentence if they like, and is done in a minute."
        ),
        CHECK_IN,
        N_("Answer as one of the demo’s people"),
        N_("Why is the link personal, if the answers are not?"),
        (
            N_("So that HR can see who said what"),
            N_("So that everybody answers once"),
            N_("So that the answer can be changed later"),
        ),
        1,
        N_("The link fetches one blank form. What is sent back carries no name, so the two cannot be put together."),
    ),
    Lesson(
        N_("Read one topic"),
        N_("A topic’s page says first how many are content, then how sure that is, then what people wrote."),
        "/dashboard/topics/canteen",
        N_("Open the topic Canteen"),
        N_("60% are content, give or take 6 points. What do you know?"),
        (
            N_("Exactly 60 of 100 people are content"),
            N_("If everybody had answered, it would probably lie between 54% and 66%"),
            N_("Six in a hundred did not understand the question"),
        ),
        1,
        N_("Not everybody answers. The range says how far those who did not could move the figure by chance."),
    ),
    Lesson(
        N_("A real change, or noise?"),
        N_("Figures move a little every time. Pulse says of each change whether chance alone could have made it."),
        "/dashboard/topics",
        N_("Compare the topics"),
        N_("Parking fell by 2 points, and it says “could be chance”. What do you do?"),
        (
            N_("Nothing yet: look again after the next check-in"),
            N_("Call a meeting about parking"),
            N_("Praise whoever looks after parking"),
        ),
        0,
        N_("A change that chance can make says little. Two in the same direction, or one that is real, say more."),
    ),
    Lesson(
        N_("Why a part is hidden"),
        N_("Where too few answered, nothing is shown. Sometimes a neighbour is hidden too: nobody can subtract."),
        "/dashboard/topics?by=unit",
        N_("Look for hidden parts"),
        N_("A team is hidden. What does that tell you about what it thinks?"),
        (N_("It is unhappy"), N_("It is content"), N_("Nothing at all")),
        2,
        N_("Hiding looks at how many answered, never at what. Its answers count in the part above."),
    ),
    Lesson(
        N_("Choose what to do"),
        N_("Actions stand by what they change and what they cost. Begin where much changes with little effort."),
        "/actions/",
        N_("Open the actions"),
        N_("Which action comes first?"),
        (
            N_("A new building: much changes, much effort"),
            N_("A second till at noon: much changes, little effort"),
            N_("New plants at the door: little changes, little effort"),
        ),
        1,
        N_("People notice soon that something happened, and answer again next time."),
    ),
    Lesson(
        N_("Tell people, and see whether it helped"),
        N_("Say what you heard and what you did. After the next check-ins Pulse shows whether the figure moved."),
        "/announcements/",
        N_("Open the announcements"),
        N_("Something did not help. What do you tell people?"),
        (
            N_("Nothing: it would look bad"),
            N_("That it worked"),
            N_("That it did not help, and what comes next"),
        ),
        2,
        N_("Who is told the truth once, believes it the next time. Silence is what ends check-ins."),
    ),
)
