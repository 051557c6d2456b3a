import pytest
from sqlalchemy.exc import IntegrityError

from pulse.organisation import operations, queries
from pulse.organisation.names import NameRefused
from tests.factories.organisation import an_organisation


def test_a_new_organisation_has_two_roots_named_like_it(database):
    with database.writing() as session:
        made = an_organisation(session, name="Lotus  ")
        assert queries.units(session, made).root.name == "Lotus"
        assert queries.locations(session, made).root.name == "Lotus"


def test_an_organisation_is_found_by_its_id_and_its_short_form(database):
    with database.writing() as session:
        made = an_organisation(session, slug="by-slug")
        assert queries.by_slug(session, "by-slug") == queries.organisation(session, made) == queries.own(session, made)
        assert queries.by_slug(session, "nobody") is None
        assert made in {one.id for one in queries.organisations(session)}


def test_an_unknown_organisation_is_none_or_an_error_for_its_own_people(database):
    with database.reading() as session:
        assert queries.organisation(session, "0" * 32) is None
        with pytest.raises(LookupError):
            queries.own(session, "0" * 32)


def test_thresholds_below_five_are_refused_by_the_database(database):
    with pytest.raises(IntegrityError), database.writing() as session:
        an_organisation(session, k=4)


@pytest.mark.parametrize("spelling", ["Operations/Kitchen", " operations / KITCHEN ", "Ｏperations/Kitchen"])
def test_two_spellings_of_a_path_are_the_same_unit(database, spelling):
    with database.writing() as session:
        made = an_organisation(session)
        first = operations.ensure_unit(session, made, "Operations/Kitchen")
        assert operations.ensure_unit(session, made, spelling) == first
        assert queries.units(session, made).label(first) == "Operations / Kitchen"
        assert len(queries.units(session, made).nodes) == 3


def test_an_empty_path_is_the_root(database):
    with database.writing() as session:
        made = an_organisation(session)
        assert operations.ensure_location(session, made, "") == queries.locations(session, made).root.id


def test_equal_names_under_different_parents_are_different_locations(database):
    with database.writing() as session:
        made = an_organisation(session)
        found = operations.ensure_locations(session, made, ["Jakarta/Plant", "Hanoi/Plant"])
        assert found["Jakarta/Plant"] != found["Hanoi/Plant"]


def test_a_refused_path_leaves_nothing_behind(database):
    with database.writing() as session:
        made = an_organisation(session)
    with pytest.raises(NameRefused), database.writing() as session:
        operations.ensure_units(session, made, ["Operations", "Bad\u202e"])
    with database.reading() as session:
        assert len(queries.units(session, made).nodes) == 1


def test_each_organisation_has_trees_of_its_own(database):
    with database.writing() as session:
        one, two = an_organisation(session), an_organisation(session)
        operations.ensure_unit(session, one, "Operations")
        assert len(queries.units(session, two).nodes) == 1
