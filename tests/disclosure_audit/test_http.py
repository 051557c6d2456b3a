"""An attacker who reads what all roles get over HTTP, and nothing else, learns nothing of fewer than k people."""

from tests.disclosure_audit.pages import attacked, by_size_alone

SEEDS = {"sqlite": (4, 1, 5), "postgresql": (5,)}  # `make inspect` has 200 of them


def test_nothing_of_fewer_than_k_follows_from_all_pages_of_all_roles(services, staff_app):
    for seed in SEEDS[services.database.engine.dialect.name]:
        result = attacked(services, staff_app, seed)
        assert result.findings == [], seed
        assert result.pages > 20
        assert result.read > 2


def test_the_same_reader_catches_a_publisher_that_looks_at_sizes_alone(services, staff_app, monkeypatch):
    by_size_alone(monkeypatch)
    result = attacked(services, staff_app, SEEDS[services.database.engine.dialect.name][-1])
    assert result.findings
    for finding in result.findings:
        least, most = finding.people
        assert least <= result.true(finding.blocks) <= most < 5
