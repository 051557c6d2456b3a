"""The words that staff meet on the pages, in people's words; docs/glossary.md has those of the code."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulse.i18n import N_


@dataclass(frozen=True)
class Word:
    """What is read on the pages, and what is meant by it."""

    title: str
    meaning: str


ASKED: Mapping[str, Word] = {
    "check_in": Word(
        N_("check-in"),
        N_("One round of questions: it opens on a day, people answer for some days, it closes and is counted."),
    ),
    "survey": Word(N_("survey"), N_("The list of questions that check-ins ask.")),
    "topic": Word(N_("topic"), N_("What people have an opinion about, such as the canteen or parking.")),
    "bank": Word(N_("question bank"), N_("Questions that come with Pulse, in four languages, ready to be used.")),
    "why": Word(
        N_("why?"),
        N_("A further question that only those are asked who were unhappy with the one before. It can be skipped."),
    ),
    "enps": Word(
        N_("eNPS"),
        N_("Of answers from 0 to 10: the share of 9 and 10, less the share of 0 to 6. It lies between -100 and 100."),
    ),
    "turns": Word(
        N_("by turns"),
        N_("A check-in asks only some topics, everybody the same ones; the next check-in asks others."),
    ),
    "forms": Word(
        N_("drawn by the browser"),
        N_(
            "The questions are split into two or three lists, and each browser draws one. "
            "Such figures are shown for the whole organisation only."
        ),
    ),
    "version": Word(N_("version"), N_("What a survey asked until it was changed.")),
    "series": Word(N_("series"), N_("A survey that is asked again and again, by a rule such as every second Monday.")),
    "lot": Word(
        N_("drawn by lot"),
        N_(
            "A check-in asks only some groups, drawn anew each time. "
            "A part that was not asked in full shows no figure."
        ),
    ),
    "day_off": Word(N_("day off"), N_("A weekend day, a holiday of the place, or a day of a blackout.")),
    "blackout": Word(N_("blackout"), N_("Days on which nothing opens and nobody is reminded, anywhere.")),
    "invitation": Word(
        N_("invitation"), N_("The message with a personal link by which somebody is asked, and answers once.")
    ),
    "reminder": Word(
        N_("reminder"),
        N_("A later message to those who have not picked up a ballot yet. Who got one is shown to nobody."),
    ),
    "channel": Word(
        N_("channel"), N_("A way by which messages go out: e-mail, text message, Slack, Teams or letter.")
    ),
}
PROTECTED: Mapping[str, Word] = {
    "ballot": Word(
        N_("ballot"),
        N_(
            "The sealed envelope of one person’s answers. It is picked up blank; who picked one up is known, "
            "and which one became whose is not."
        ),
    ),
    "group": Word(
        N_("group"),
        N_(
            "The people of a unit at a location who are asked together; "
            "it is the only thing that a ballot says about them."
        ),
    ),
    "part": Word(N_("part"), N_("A unit, a location, or a unit at a location: whatever figures can be shown for.")),
    "quarter": Word(
        N_("quarter"), N_("Three months, for which groups stay as they were formed at the first check-in.")
    ),
    "hidden": Word(
        N_("hidden"),
        N_(
            "Not shown, because too few people answered there, or too few would be left elsewhere. "
            "It says nothing about what they answered."
        ),
    ),
    "trustee": Word(
        N_("trustee"),
        N_("Somebody apart from the server, such as a works council, who holds keys to the answers."),
    ),
    "auditor": Word(
        N_("auditor"),
        N_("Staff who check that the rules are kept: they read what was set up and done, and see no results."),
    ),
    "audit_log": Word(
        N_("audit log"),
        N_("What staff did, in order, so that a change of an entry shows. Nothing about answers is in it."),
    ),
    "erase": Word(N_("erase"), N_("Remove everything that says who somebody was. It cannot be undone.")),
    "retention": Word(
        N_("how long it is kept"), N_("For how many months a kind of data stays before a night deletes it.")
    ),
}
READ: Mapping[str, Word] = {
    "participation": Word(N_("participation"), N_("How many of those who were invited had their answers counted.")),
    "favourable": Word(N_("favourable"), N_("The share of people who chose 4 or 5 of 5.")),
    "band": Word(
        N_("band"),
        N_(
            "A share told as a range such as 60 to 80, where fewer than 20 people answered, so that nobody stands out."
        ),
    ),
    "change": Word(
        N_("real change, perhaps, within noise"),
        N_(
            "Real: more than chance, even though several topics were compared. Perhaps: chance is unlikely, but not "
            "ruled out. Within noise: so much moves by chance alone."
        ),
    ),
    "comment": Word(
        N_("comment"), N_("What somebody wrote: shown shuffled, and apart from whatever else they answered.")
    ),
    "action": Word(
        N_("action"), N_("What was decided about a topic, for whom, with an owner and a day when it is due.")
    ),
    "impact": Word(N_("impact"), N_("How much people would notice of an action, as whoever decides expects it.")),
    "effort": Word(N_("effort"), N_("What an action takes, in work and money.")),
    "quick_win": Word(N_("quick win"), N_("An action with medium or large impact for small effort.")),
    "announcement": Word(
        N_("announcement"), N_("What people are told about a topic they brought up: you said, we did.")
    ),
    "draft": Word(N_("draft"), N_("An announcement that may still change; nobody but HR sees it.")),
    "everybodys_address": Word(
        N_("the address for everybody"),
        N_(
            "Where everybody reads the announcements without logging in. "
            "It is the same for all, so it tells nobody apart."
        ),
    ),
    "role": Word(N_("role"), N_("What an account may do, for everything or for a part.")),
    "steward": Word(
        N_("steward of a place"),
        N_("Somebody who looks after a location, such as its canteen, and moves its actions on."),
    ),
}
KINDS = ((N_("Asking"), ASKED), (N_("Results and what follows"), READ), (N_("Protection"), PROTECTED))
WORDS: Mapping[str, Word] = {**ASKED, **READ, **PROTECTED}
