"""Writing a question of one's own, between two looks at the survey: the survey's page travels along unsaved."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record_by
from pulse.questions.operations import adopt, retire, reword_question, write_question
from pulse.questions.queries import QuestionView
from pulse.questions.scales import FACES5, MULTIPLE
from pulse.questions.written import MOST_OPTIONS, Written, faults, is_correction
from pulse.surveys.draft import added, arranged, replaced
from pulse.surveys.forms import QuestionForm, fresh_options, question_form, shown
from pulse.surveys.operations import keep_versions
from pulse.surveys.queries import asking
from pulse.surveys.views import state
from pulse.surveys.views.state import Bank
from pulse.web.access import viewer
from pulse.web.language import choose
from pulse.web.services import services

STEPS = {"write", "why", "edit", "keep", "more", "less", "back"}
Back = tuple[Bank, list[str]]  # what the survey's page goes on with


@dataclass(frozen=True)
class Desk:
    """What is written: an own question that exists (`before`), or a new one; with a `parent` it asks why."""

    bank: Bank
    before: QuestionView | None = None
    parent: QuestionView | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether a check-in asked it, so that it has to keep its meaning."""
        return self.before is not None and state.was_asked(self.before.key)

    def form(self, numbers: Sequence[int]) -> QuestionForm:
        """The form with what is known of it."""
        begun = {"scale": MULTIPLE if self.parent else FACES5}
        filled = shown(self.before) if self.before else begun
        return question_form(numbers, self.bank.topics, choose(), why=self.parent is not None, filled=filled)


def step(name: str, key: str, keys: list[str], bank: Bank) -> str | Back:
    """One button of the page on which a question is written, or one that leads there."""
    if name == "back":
        return bank, keys
    desk = _desk(name, key, bank)
    numbers = _numbers(name, key, desk)
    form = desk.form(numbers)
    if name == "keep" and (back := _kept(form, desk, keys)):
        return back
    return render_template("surveys/question.html", form=form, desk=desk, numbers=numbers, keys=keys)


def _desk(name: str, key: str, bank: Bank) -> Desk:
    before = key if name == "edit" else request.form.get("editing", "")
    parent = key if name == "why" else request.form.get("parent", "")
    question = bank.questions.get(before)
    if before and (question is None or not question.own):
        abort(404)
    above = question.parent if question else parent
    if above and above not in bank.questions:
        abort(404)
    return Desk(bank, question, bank.questions[above] if above else None)


def _numbers(name: str, key: str, desk: Desk) -> list[int]:
    """The numbers of the options that the page has; what is not its number any more is never used again."""
    if name in ("write", "why", "edit"):
        return fresh_options([option.number for option in desk.before.options] if desk.before else [])
    posted = [int(number) for number in request.form.getlist("option") if number.isdecimal() and len(number) < 4]
    numbers = fresh_options(sorted(set(posted)))
    if name == "less" and key.isdecimal():
        numbers = [number for number in numbers if number != int(key)]
    return fresh_options(numbers, min(len(numbers) + 1, MOST_OPTIONS)) if name == "more" else numbers


def _kept(form: QuestionForm, desk: Desk, keys: list[str]) -> Back | None:
    """The survey's page with the question in it; None if something has to be mended."""
    written = form.written(desk.parent.key if desk.parent else None)
    if desk.parent:
        topic = desk.parent.topic.key if desk.parent.topic else None
        written = Written(written.scale, topic, written.texts, written.options, written.parent)
    elif written.topic and written.topic not in {topic.key for topic in desk.bank.topics}:
        written = Written(written.scale, None, written.texts, written.options)
    if found := faults(written, desk.parent.scale if desk.parent else None):
        form.tell(found)
        return None
    with services().database.writing() as session:
        key = _store(session, desk, written)
    with services().database.reading() as session:
        bank = state.bank(session)
    if desk.before:
        branches = [each.key for each in bank.questions.values() if each.parent == key != desk.before.key]
        return bank, replaced([*keys, *branches], desk.before.key, key, bank.known)
    return bank, arranged([*keys, key], bank.known) if desk.parent else added(keys, key, bank.known)


def _store(session: Session, desk: Desk, written: Written) -> str:
    """Keep it under its own key; what means something else than people were asked gets a new one."""
    id, now = viewer().organisation_id, services().clock.now()
    before = desk.before
    if before is None or (desk.is_fixed and not is_correction(before.written, written)):
        if desk.parent and not desk.parent.own:
            adopt(session, id, [desk.parent.key])
        key, action = write_question(session, id, written), "question.written"
        if before:
            _succeed(session, desk.bank, before, key)
            flash(_("People were asked this question before, so the changed one is a new question."))
    else:
        key, action = before.key, "question.corrected"
        concerned = asking(session, id, question=key)
        keep_versions(session, id, concerned, now=now)
        reword_question(session, id, key, written)
        keep_versions(session, id, concerned, now=now)
    what = written.texts.get(choose()) or next(iter(written.texts.values()))
    record_by(viewer(), session, action, key, {"what": what}, now=now)
    return key


def _succeed(session: Session, bank: Bank, old: QuestionView, new: str) -> None:
    """The question that follows an old one asks why as that did."""
    id = viewer().organisation_id
    for branch in [each for each in bank.questions.values() if each.parent == old.key]:
        kept = branch.written
        write_question(session, id, Written(kept.scale, kept.topic, kept.texts, kept.options, new))
    retire(session, id, old.key)
