"""The proof that collecting tells nothing of casting: any request fits any ballot, each by exactly one blinding."""

from math import gcd

import pytest
from gmpy2 import invert, mpz, powmod

from pulse.blind_signature.holder import finalize
from pulse.simulate.ballot import draw
from pulse.simulate.link import Link
from tests.factories.client import TestBrowser
from tests.factories.opened import an_open_cycle

PEOPLE = 12


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_request_and_every_token_are_explained_by_exactly_one_blinding(services, ballot_app):
    """Even whoever holds the signing key cannot tell which token came of which request: r = (z / EM)^d always exists.

    r -> r^e is one-to-one because e has no factor in common with the order of the group, so there is no second one;
    and clients draw r evenly from all numbers, so none of the explanations is likelier than another.
    """
    opened = an_open_cycle(services)
    browser = TestBrowser(ballot_app)
    links = [link for link in map(Link.parse, opened.links) if link.block == 0][:PEOPLE]
    trusted = browser.look(links[0])
    key = services.keys.signing_key(opened.cycle_id, 0)
    assert key.n == trusted.modulus
    order = (key.p - 1) * (key.q - 1)
    assert gcd(key.e, order) == 1
    d = invert(key.e, order)

    requests, encoded, real = [], [], []
    for link in links:
        blank = draw(trusted)
        signature = browser.collect(link, blank.blinded.message)
        token = finalize(trusted.modulus, key.e, blank.message, signature, blank.blinded.inverse)
        requests.append(mpz(int.from_bytes(blank.blinded.message, "big")))
        encoded.append(powmod(int.from_bytes(token, "big"), key.e, key.n))
        real.append(invert(blank.blinded.inverse, key.n))

    explanations = {}
    for i, request in enumerate(requests):
        for j, message in enumerate(encoded):
            assert gcd(message, key.n) == 1
            r = powmod(request * invert(message, key.n), d, key.n)
            assert powmod(r, key.e, key.n) * message % key.n == request
            explanations[i, j] = r
    assert len(set(explanations.values())) == len(links) ** 2 >= 25
    assert [explanations[i, i] for i in range(len(links))] == real  # the true one looks like all others
