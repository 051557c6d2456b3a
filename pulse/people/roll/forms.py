"""The forms of the people who are asked: the import, and one person by hand."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, EmailField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from pulse.i18n import LANGUAGES
from pulse.organisation import zones
from pulse.organisation.tree import Tree
from pulse.people import cells
from pulse.people.cells import CellRefused
from pulse.people.changes import FIELDS
from pulse.people.files.problems import Problem
from pulse.people.importing import READERS, Row
from pulse.people.known import Known
from pulse.people.reused import NEW, SAME

PART, WHOLE = "part", "whole"
KINDS = ".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(FlaskForm):
    """A file of people, and whether it is everybody."""

    file = FileField(_l("CSV or Excel file"), [FileRequired(_l("Please choose a file."))], render_kw={"accept": KINDS})
    reach = RadioField(
        _l("Who is in the file?"),
        choices=[
            SelectChoice(PART, _l("Some of our people. Who is missing stays as they are.")),
            SelectChoice(WHOLE, _l("Everybody. Who is missing has left.")),
        ],
        default=PART,
    )


class ConfirmForm(FlaskForm):
    """The same file once more, what it was said to change, and a word where many would leave."""

    text = HiddenField()
    shown = HiddenField()
    reach = HiddenField()
    sure = BooleanField()


class AsInAFile:
    """Reads a field as the import reads the cell of a column."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """Say what is wrong with it, in the same words."""
        try:
            READERS[self.column](cells.plain(field.data or ""))
        except CellRefused as refused:
            raise StopValidation(_(refused.sentence, **refused.values)) from None


class PersonForm(FlaskForm):
    """One person by hand; each field bears the name of the file's column."""

    person_id = StringField(_l("Number"), [AsInAFile("person_id")])
    name = StringField(_l("Name"), [AsInAFile("name")])
    email = EmailField(_l("E-mail"), [AsInAFile("email")], render_kw={"autocomplete": "off"})
    phone = StringField(_l("Telephone"), [AsInAFile("phone")], render_kw={"autocomplete": "off"})
    unit = SelectField(_l("Unit"), validate_choice=False)
    location = SelectField(_l("Location"), validate_choice=False)
    language = SelectField(
        _l("Language"), validate_choice=False, choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )
    time_zone = SelectField(_l("Time zone"), [AsInAFile("time_zone")], validate_choice=False)
    manager_id = StringField(_l("Number of the manager"), [AsInAFile("manager_id")])
    tenure_start = StringField(_l("Here since"), [AsInAFile("tenure_start")], render_kw={"type": "date"})
    seen = HiddenField()
    who = RadioField(
        _l("Is this still the same person?"),
        choices=[
            SelectChoice(SAME, _l("The same person, with a new name and address")),
            SelectChoice(NEW, _l("Somebody new. Whoever had the number leaves today.")),
        ],
        validate_choice=False,
    )

    def ask(self) -> None:
        """Have it said whether this is the same person: both name and address are others."""
        self.who.errors = [_("Name and address are both others. Please say who this is; nothing was saved.")]

    def offer(self, units: Tree, locations: Tree, zone: str | None = None) -> None:
        """Let every unit and location that is not closed be chosen."""
        self.unit.choices, self.location.choices = _nodes(units), _nodes(locations)
        every = zones.to_choose()
        self.time_zone.choices = [
            SelectChoice(one) for one in ([] if zone in every or not zone else [zone]) + [*every]
        ]

    def validate_unit(self, field: SelectField) -> None:
        """One that is there."""
        _offered(field)

    def validate_location(self, field: SelectField) -> None:
        """One that is there."""
        _offered(field)

    def validate_language(self, field: SelectField) -> None:
        """One that Pulse speaks."""
        _offered(field)

    def fill(self, person: Known, unit_id: str, location_id: str) -> None:
        """Show what is kept now."""
        for column, attribute in FIELDS.items():
            if column in self:
                value = getattr(person, attribute)
                self[column].data = "" if value is None else str(value)
        self.unit.data, self.location.data = unit_id, location_id

    def row(self, units: Tree, locations: Tree, number: str | None = None) -> Row:
        """What was filled in, as a row of a file."""
        written = {column: self[column].data or "" for column in FIELDS if column in self}
        written |= {"unit": _path(units, self.unit.data), "location": _path(locations, self.location.data)}
        read = {FIELDS[column]: READERS[column](cells.plain(text)) for column, text in written.items()}
        given = frozenset(written)
        own = number or READERS["person_id"](cells.plain(self.person_id.data))
        return Row(line=0, number=own, active=True, given=given, **read)  # type: ignore[arg-type]

    def tell(self, problems: Iterable[Problem]) -> None:
        """Put what does not fit beside its field."""
        for problem in problems:
            if problem.column in self:
                said = _(problem.sentence, **dict(problem.values))
                self[problem.column].errors = [*self[problem.column].errors, said]


def _offered(field: SelectField) -> None:
    if field.data not in {choice.value for choice in field.choices}:
        raise StopValidation(_("Please choose one."))


def _nodes(tree: Tree) -> list[SelectChoice]:
    return [SelectChoice(node.id, tree.label(node.id)) for _depth, node in tree.walk() if not node.closed]


def _path(tree: Tree, id: str) -> str:
    return "/".join(tree.nodes[at].name for at in reversed(tree.ancestors(id)[:-1]))
