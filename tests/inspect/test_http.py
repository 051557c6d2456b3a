"""200 random organisations, everything that all roles get over HTTP, and the attack on it."""

import pytest

from tests.disclosure_audit.pages import attacked, by_size_alone

ORGANISATIONS = {"sqlite": 200, "postgresql": 20}  # the pages are the same on both, so some suffice
SEEDS = [(kind, seed) for kind, number in ORGANISATIONS.items() for seed in range(1000, 1000 + number)]


@pytest.mark.parametrize(("database", "seed"), SEEDS, indirect=["database"])
def test_nothing_of_fewer_than_k_follows_from_all_pages_of_all_roles(services, staff_app, seed):
    assert attacked(services, staff_app, seed).findings == []


def test_many_organisations_are_given_away_by_a_publisher_that_looks_at_sizes_alone(services, staff_app, monkeypatch):
    by_size_alone(monkeypatch)
    found = [attacked(services, staff_app, seed) for seed in range(1000, 1012)]
    for result in found:
        for finding in result.findings:
            least, most = finding.people
            assert least <= result.true(finding.blocks) <= most < 5
    assert sum(bool(result.findings) for result in found) >= 3
