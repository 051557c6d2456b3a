import pytest

from pulse.people import queries
from pulse.people.command import import_file
from pulse.people.files.problems import BadFile
from pulse.people.roll.operations import OtherPeople
from tests.factories.organisation import an_organisation

FILE = b"person_id,name\n1,Dewi\n2,Minh\n"


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


def how_many(database, organisation_id):
    with database.reading() as session:
        return queries.counts(session, organisation_id).active


def test_a_dry_run_only_says_what_would_happen(services, database, own):
    said = import_file(services, own, FILE, dry_run=True)
    assert said == "Would import: 2 new, 0 moved, 0 changed, 0 leaving, 0 unchanged."
    assert how_many(database, own) == 0


def test_the_command_imports_and_says_how_many(services, database, own):
    assert import_file(services, own, FILE, dry_run=False).startswith("Imported: 2 new")
    assert import_file(services, own, FILE, dry_run=False).endswith("2 unchanged.")
    assert how_many(database, own) == 2


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_bad_file_is_refused_with_every_sentence(services, database, own, dry_run):
    with pytest.raises(BadFile) as refused:
        import_file(services, own, b"person_id,name\n1,\n1,Minh\n,Ana\n", dry_run=dry_run)
    assert refused.value.sentences == [
        "Line 2, name: Every person needs a name.",
        "Line 4, person_id: Every person needs a person_id.",
    ]
    assert how_many(database, own) == 0


def test_a_number_in_other_hands_waits_for_a_word(services, database, own):
    import_file(services, own, FILE, dry_run=False)
    other = b"person_id,name,email\n1,Bob,bob@x.com\n"
    assert "Say whether this is the same person." in import_file(services, own, other, dry_run=True)
    with pytest.raises(OtherPeople):
        import_file(services, own, other, dry_run=False)
    assert import_file(services, own, other, dry_run=False, who="new").startswith("Imported: 1 new")
    assert how_many(database, own) == 2
