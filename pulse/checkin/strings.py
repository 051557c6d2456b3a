"""Every text that the anonymous pages show, in all languages at once.

The server never learns which language a person reads: the pages carry all of them and the browser
chooses. `INTERFACE` is frozen into a cycle's content when it opens, and `AFTERWORD`, what is read
later than the first questions, into its afterword; `PAGE` and `RECEIPT` stand in the pages themselves,
because they are needed when there is no content or none to be trusted.
A cycle keeps the program it opened with, so a key of `PAGE` stays until no open cycle asks for it.
"""

import json
from collections.abc import Mapping, Sequence

from babel.numbers import format_decimal

from pulse.i18n import DEFAULT, LANGUAGES, N_, SPOKEN, html_language, language_of, translate
from pulse.languages import rules
from pulse.trustee.modes import COPY, COUNTS, NONE

PAGE = {
    "language": N_("Language"),
    "loading": N_("One moment…"),
    "try_again": N_("Try again"),
    "kind_title": N_("This link cannot be used"),
    "kind_text": N_(
        "Perhaps you have answered already, perhaps the check-in is over, or the link lost a piece when it was "
        "copied. A form that was fetched and not sent cannot be fetched a second time."
    ),
    "kind_next": N_(
        "If you began on another device, please finish there. Otherwise open the link in your newest invitation once "
        "more."
    ),
    "insecure_title": N_("This connection is not protected"),
    "insecure_text": N_(
        "Your answers are sealed on this device before they leave it, and the browser can only do so over a protected "
        "connection. Please open the link of your invitation, which begins with https://."
    ),
    "offline_title": N_("No connection"),
    "offline_text": N_("The page could not be loaded. Nothing is lost; please try again."),
    "trouble_title": N_("Something went wrong on this page"),
    "trouble_text": N_("What you entered is kept on this device. Please try again."),
    "alarm_title": N_("Please stop here"),
    "alarm_sent": N_("Since you opened this page nothing was sent: no answer, and nothing about you."),
    "alarm_tell": N_(
        "Please show this page to your staff representatives or to somebody else whom you trust, and do not use this "
        "link again."
    ),
    "alarm_manifest": N_("This check-in is not the one that your invitation names."),
    "alarm_version": N_("The description of this check-in cannot be read."),
    "alarm_cycle": N_("This check-in is not the one that your invitation names."),
    "alarm_thresholds": N_("This check-in would show groups that are too small to protect you."),
    "alarm_content": N_("The questions or texts are not those that were fixed when the check-in began."),
    "alarm_program": N_("The program that would seal your answers is not the one that was announced."),
    "alarm_proof": N_("Your group is not in the public list of groups."),
    "alarm_labels": N_("Your group could be a copy made for you alone: its name is not unique in the public list."),
    "alarm_moduli": N_("Two groups use the same key, so they cannot be told apart from groups made for one person."),
    "alarm_exponent": N_("The key of your group has an unusual form, with which ballots could be marked."),
    "alarm_bits": N_("The key of your group has an unusual form, with which ballots could be marked."),
    "alarm_group": N_("A group in the public list is too small to protect its people."),
    "alarm_token": N_("Your ballot was not signed in the way that was announced; it may have been marked."),
    "alarm_token_sent": N_("None of your answers was sent."),
}

BY_LOT = N_("This time %(invited)s of %(people)s people are asked, drawn by lot.")

UNITS_ONLY = N_("This time only %(units)s: nobody else is asked.")
LOCATIONS_ONLY = N_("This time only %(locations)s: nobody else is asked.")
BOTH_ONLY = N_("This time only %(units)s, at %(locations)s: nobody else is asked.")

INTERFACE = {
    "title": N_("How is your workplace?"),
    "intro": N_("Questions: %(count)s. It takes about %(seconds)s seconds, and you may skip any of them."),
    "anonymous": N_("Anonymous. See what HR sees"),
    "demo": N_("This is a demonstration for looking around: answers here are not anonymous."),
    "anonymous_title": N_("Your answers are anonymous"),
    "carry": N_("Your answers carry only this"),
    "carry_group": N_("%(label)s, %(invited)s people invited"),
    "hr_sees": N_("What HR sees"),
    "hr_sees_totals": N_(
        "Totals of %(name)s (%(total)s people invited) and of groups in it with at least %(k)s answers. A smaller "
        "group is never shown by itself."
    ),
    "hr_sees_comments": N_("Comments in mixed order, without names."),
    "hr_never": N_("What HR never sees"),
    "hr_never_name": N_("Your name, address or device beside an answer."),
    "hr_never_time": N_("Whether you answered, or when."),
    "hr_never_early": N_("Any answer before %(date)s."),
    "trustee": N_("Who can open the answers"),
    "trustee_counts": N_("Only %(trustee)s. Our own server never can, whoever runs it."),
    "trustee_copy": N_("Our server, after the end. %(trustee)s keeps a copy of its keys, in case they are lost."),
    "picked_up": N_(
        "Pulse knows that you picked up a ballot, so that it does not remind you. Which ballot is yours it does not "
        "know."
    ),
    "ask_title": N_("Whom to ask"),
    "ask_text": N_(
        "Your staff representatives, or whoever sent you the invitation. Taking part is your own choice, and so is "
        "each question."
    ),
    "anonymity_more": N_("How your anonymity works"),
    "verify_title": N_("Check it yourself"),
    "verify_text": N_(
        "This fingerprint is the same for everybody in this check-in. Compare it with the one in your invitation or "
        "with a colleague's. If they differ, do not answer."
    ),
    "verify_more": N_("The published rules of this check-in"),
    "verify_place": N_("Your group is number %(place)s in the public list of %(count)s groups."),
    "start_own": N_("Start on my own device"),
    "start_shared": N_("Start on a shared device"),
    "start_shared_hint": N_(
        "On a device that others use too, please finish in one go: after five minutes without a touch everything is "
        "removed, and elsewhere the link then works only with a code that you take with you."
    ),
    "start_note": N_("Start picks up your ballot. Until then nothing about you or your answers is sent."),
    "forgetful": N_("This browser keeps nothing. Please answer to the end without leaving or reloading this page."),
    "collecting": N_("Your ballot is being fetched…"),
    "question_of": N_("Question %(number)s of %(count)s"),
    "face_1": N_("Very bad"),
    "face_2": N_("Bad"),
    "face_3": N_("Okay"),
    "face_4": N_("Good"),
    "face_5": N_("Very good"),
    "skip": N_("Skip"),
    "next": N_("Next"),
    "back": N_("Back"),
    "choose_first": N_("Please choose an answer, or press Skip."),
    "sending": N_("Sending…"),
    "not_collected_title": N_("No ballot yet"),
    "not_collected_text": N_(
        "There is no connection, or the server is busy. Nothing is lost. This page tries again by itself."
    ),
    "history": N_("Only the browser's history may still list your link; it shows no answers."),
    "idle_title": N_("Are you still there?"),
    "idle_text": N_("In one minute everything will be removed from this device."),
    "idle_code": N_("To answer elsewhere, take the code of your ballot with you first."),
    "idle_stay": N_("I am still here"),
    "idle_over_title": N_("Everything was removed"),
    "idle_over_text": N_(
        "Nobody touched this page for five minutes, so everything was removed. Answers that had not been sent were "
        "not kept, and this link works again only with the code of your ballot."
    ),
    "have_code": N_("I have a code from another device"),
    "move": N_("Continue on another device"),
}

AFTERWORD = {
    "agree_1": N_("Strongly disagree"),
    "agree_2": N_("Disagree"),
    "agree_3": N_("Neither agree nor disagree"),
    "agree_4": N_("Agree"),
    "agree_5": N_("Strongly agree"),
    "points_least": N_("0: not at all likely"),
    "points_most": N_("10: extremely likely"),
    "points_none": N_("0: not at all"),
    "points_full": N_("10: very much"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "choose_all": N_("Choose all that apply, then press Next."),
    "more_on": N_("More about question %(number)s of %(count)s"),
    "comment_of": N_("Comment %(number)s of %(count)s"),
    "cut_title": N_("This link is not complete"),
    "cut_text": N_("A piece was lost when it was copied. Please open it from your invitation again."),
    "not_open_title": N_("Not open yet"),
    "not_open_text": N_("This check-in has not begun in your time zone. Please open your link again later."),
    "comment_unread": N_("You may leave this empty. Nobody reads it before %(date)s."),
    "comment_danger": N_("Is somebody in danger? Please do not wait for this: %(contacts)s"),
    "comment_names": N_("Please write no names, neither your own nor anybody else's."),
    "comment_small": N_(
        "From a group with fewer than 10 answers, comments are shown only for a larger group, or with no group and no "
        "date."
    ),
    "space_left": N_("There is room for about %(letters)s more letters."),
    "too_long": N_("This is too long by about %(letters)s letters. Please shorten it."),
    "too_long_all": N_(
        "Your comments together are too long by about %(letters)s letters. Please go back and shorten one of them."
    ),
    "ready_title": N_("That was the last question"),
    "ready_text": N_("Your answers have not been sent yet."),
    "send": N_("Send my answers"),
    "not_sent_title": N_("Not sent yet"),
    "not_sent_text": N_(
        "There is no connection, or the server is busy. Your answers are kept on this device, sealed. They are sent "
        "as soon as it works again; you can leave this page open or try again yourself."
    ),
    "sent_title": N_("Sent. Thank you."),
    "sent_text": N_("Your answers are counted together with everybody else's after %(date)s; then the results come."),
    "receipt_title": N_("Your receipt"),
    "receipt_text": N_(
        "With it you can see after %(date)s that your ballot was counted. It does not tell your answers."
    ),
    "receipt_open": N_("Check my receipt (you can keep this link)"),
    "announcements_title": N_("What happened since last time"),
    "too_late_title": N_("The check-in is over"),
    "too_late_text": N_(
        "It had ended when your answers arrived, so they were not counted. We are sorry. They are no longer on this "
        "device."
    ),
    "refused_title": N_("Your answers could not be taken"),
    "refused_text": N_(
        "The server did not accept your ballot, and nothing of it was stored. Please tell your staff representatives: "
        "this should not happen."
    ),
    "remove": N_("Remove everything from this device"),
    "removed_title": N_("Everything was removed"),
    "removed_text": N_("Please close this page. On a shared device the next person can open their own link now."),
    "next_person": N_("Done: clear this device for the next person"),
    "code_how": N_("Open the same personal link there, choose “%(choice)s” and type this:"),
    "code_warning": N_(
        "Keep it to yourself, also afterwards: with it and your link others can answer in your place, or later find "
        "your ballot. Once you have typed it, throw the note away."
    ),
    "code_stays": N_(
        "What you have entered stays here; there you begin with the first question. If both devices send, the first "
        "one counts. Once you have noted the code, you can remove everything here."
    ),
    "code_where": N_("The other device shows it under “%(choice)s”. Both need the same personal link."),
    "code_wrong": N_(
        "This is not the code of this link. Please compare it with the other device, letter by letter, and see that "
        "both have opened the same link."
    ),
    "sent_moved": N_(
        "Only the first ballot that is sent counts. If you had already sent one from another device, these answers do "
        "not count: then keep the receipt that you got there."
    ),
}

RECEIPT = {
    "language": PAGE["language"],
    "receipt_page": N_("Was my ballot counted?"),
    "receipt_intro": N_(
        "Paste your receipt, or the link you kept. It does not tell who you are or what you answered."
    ),
    "receipt_field": N_("Receipt or link"),
    "receipt_check": N_("Check"),
    "receipt_malformed": N_("This is not a whole receipt. Please copy the complete link that you got after sending."),
    "receipt_unknown": N_("There is no check-in with this receipt's number."),
    "receipt_offline": N_("There is no connection. Please try again."),
    "receipt_yes_title": N_("Your ballot was counted"),
    "receipt_yes_text": N_("Your receipt is one of the %(accepted)s on the public list of counted ballots."),
    "receipt_no_title": N_("This receipt is not on the list"),
    "receipt_no_text": N_(
        "First see that it is complete and belongs to this check-in. If it does, your ballot was lost or left out: "
        "please show your receipt to your staff representatives. It does not tell your answers."
    ),
    "receipt_wait_title": N_("This check-in is not closed yet"),
    "receipt_wait_text": N_("The public list appears after %(date)s. Please come back then with the same receipt."),
    "receipt_broken_title": N_("The public list contradicts itself"),
    "receipt_broken_text": N_(
        "Please show this page to your staff representatives or to somebody else whom you trust."
    ),
    "receipt_demo": N_(
        "This check-in belongs to a demonstration: its ballots were made up, and the list proves nothing."
    ),
    "receipt_checked": N_("What was checked"),
    "check_leaves": N_("The list names each counted ballot once, and their number is the one announced."),
    "check_root": N_("The list gives the sum that the log holds for the close of this check-in."),
    "check_manifest": N_("The log opened this check-in with the description that it closed with."),
    "check_counts": N_("Counted ballots are no more than ballots picked up, and those no more than people invited."),
    "check_log": N_("Each entry of the log leads to the sum written beside it."),
    "check_signature": N_("Each sum is signed with the organisation's log key."),
    "check_signature_unknown": N_("This browser cannot check the signatures of the log; a newer one can."),
    "check_trustee": N_(
        "The trustee whom the description names, and who alone could open the ballots, has signed this list and its "
        "numbers."
    ),
    "check_trustee_unknown": N_("This browser cannot check the signature of the trustee; a newer one can."),
    "check_failed": N_("This does not hold:"),
    "log_key": N_("The log key, to compare with the one your organisation has made known:"),
}

PICKED_UP = {
    "language": PAGE["language"],
    "picked_page": N_("Does our list say that you picked up a ballot?"),
    "picked_intro": N_(
        "Our list knows who picked up a ballot; it does not know who sent one, or any answer. Paste the personal link "
        "of your invitation. It is compared and not kept."
    ),
    "picked_field": N_("Your personal link"),
    "picked_ask": N_("Ask the list"),
    "picked_malformed": N_("This is not a whole link. Please copy it from your invitation."),
    "picked_offline": RECEIPT["receipt_offline"],
    "picked_yes_title": N_("Our list says that you picked up a ballot"),
    "picked_yes_text": N_(
        "It says so for the time up to the end of %(day)s (UTC). If you did not, somebody else has used your link: "
        "please tell your staff representatives."
    ),
    "picked_no_title": N_("Our list says that you did not pick up a ballot"),
    "picked_no_text": N_(
        "It says so for the time up to the end of %(day)s (UTC); what came later is told from the next day on. If you "
        "did so earlier, please tell your staff representatives."
    ),
    "picked_unknown_title": N_("This link is not known"),
    "picked_unknown_text": N_(
        "Either it is not whole, or its check-in is over. After the end we forget what a link is recognised by, and "
        "can no longer say anything for it."
    ),
    "picked_limits": N_("What this tells, and to whom"),
    "picked_limit_holder": N_(
        "Whoever holds your link can ask the same without your noticing: somebody with access to your mailbox, or "
        "somebody whom you give it to. That is why the list answers a day late. You need not show your link to "
        "anybody."
    ),
    "picked_limit_answers": N_("To pick up a ballot is not to answer. Whether you sent it the list does not know."),
    "picked_limit_lie": N_(
        "A dishonest server could lie here too, or fill in its list at the very end. What you can find out is whether "
        "somebody else has used your link."
    ),
}

PREVIEW = {
    "language": PAGE["language"],
    "preview_note": N_("A preview. Nothing is kept or sent."),
    "preview_end_title": N_("This is where answers are sent"),
    "preview_end_text": N_("This was a preview. Nothing was kept or sent."),
    "preview_again": N_("From the beginning"),
    "preview_form": N_("List %(number)s of %(count)s, as browsers draw them by lot"),
}

NOSCRIPT = N_(
    "This page needs JavaScript: your answers are sealed on this device before they leave it, and that is a program's "
    "work."
)


ASKS = N_("This page needs JavaScript, so that your link reaches the list only when you ask for it.")
ANONYMITY = N_("How your anonymity works")
DOOR = N_("Here people answer check-ins. Please open the link in your invitation.")
DOOR_STAFF = N_("HR, managers and administrators log in at:")


def interface_strings(
    language: str,
    trustee: str = NONE,
    *,
    asked: int | None = None,
    drawn_from: int | None = None,
    audience: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, str]:
    """The check-in's texts in one language (`zh_Hant` or `zh-Hant`), as frozen into a cycle's content.

    What a trustee does is told where there is one, and weighs nothing elsewhere; likewise that the `asked` were
    drawn, or that only the parts of an `audience` are asked.
    """
    told = {NONE: (), COUNTS: ("trustee", "trustee_counts"), COPY: ("trustee", "trustee_copy")}[trustee]
    found = _in(language, {k: text for k, text in INTERFACE.items() if not k.startswith("trustee") or k in told})
    if asked is not None and drawn_from is not None:
        found["hr_sees_totals"] += " " + by_lot(language, asked, drawn_from)
    if audience:
        found["hr_sees_totals"] += " " + only_some(language, audience)
    return found


def only_some(language: str, audience: Mapping[str, Sequence[str]]) -> str:
    """Which units and locations are asked, in a sentence."""
    names = {kind: ", ".join(labels) for kind, labels in audience.items()}
    sentence = BOTH_ONLY if len(names) > 1 else UNITS_ONLY if "units" in names else LOCATIONS_ONLY
    return translate(language_of(language) or DEFAULT, sentence, **names)


def by_lot(language: str, asked: int, people: int) -> str:
    """That not everybody is asked, in a sentence."""
    known = language_of(language) or DEFAULT
    invited, of = (format_decimal(number, locale=known) for number in (asked, people))
    return translate(known, BY_LOT, invited=invited, people=of)


def afterword_strings(language: str) -> dict[str, str]:
    """The texts after the last question in one language, as frozen into a cycle's afterword."""
    return _in(language, AFTERWORD)


def page_words(texts: dict[str, str]) -> str:
    """The languages and all their `texts` as JSON that may stand inside a script element."""
    languages = {each.tag: [each.short, each.name, *filter(None, [rules(each)])] for each in SPOKEN.values()}
    strings = {html_language(code): _in(code, texts) for code in LANGUAGES}
    return _in_a_script({"languages": languages, "strings": strings})


def preview_survey(content: bytes, afterword: bytes) -> str:
    """Both documents of a cycle as the page of a preview holds them: JSON that may stand inside a script element."""
    return _in_a_script({"content": json.loads(content), "afterword": json.loads(afterword)})


def _in_a_script(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def noscript_sentences() -> dict[str, str]:
    """The sentence for a browser without JavaScript, in every language."""
    return in_all_languages(NOSCRIPT)


def in_all_languages(text: str) -> dict[str, str]:
    """One text in every language, for pages that cannot know their reader."""
    return {html_language(code): translate(code, text) for code in LANGUAGES}


def _in(language: str, texts: dict[str, str]) -> dict[str, str]:
    code = language.replace("-", "_")
    return {key: translate(code, text) for key, text in texts.items()}
