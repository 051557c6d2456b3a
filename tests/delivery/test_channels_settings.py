"""Settings of channels: sealed under a key that is not in the database, for one organisation and one channel."""

from secrets import token_bytes, token_hex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from pulse.delivery import operations, queries
from pulse.delivery.models import ChannelSetting, Suppressed
from pulse.delivery.settings import (
    KINDS,
    Gateway,
    Slack,
    Teams,
    Unreadable,
    Webhook,
    ending,
    new_signing_secret,
    seal,
    signing_key,
    unseal,
)
from tests.conftest import START
from tests.factories.organisation import an_organisation

KEY, ORGANISATION = bytes(range(32)), "ab" * 16
EVERY = {
    "slack": Slack("xoxb-a-token-of-some-length"),
    "teams": Teams("https://flows.example/in?sig=secret"),
    "webhook": Webhook("https://example.com/in", "whsec_bmV3", "whsec_b2xk"),
    "gateway": Gateway("json", "https://example.com", "json", "X-Key: {secret}", "{}", "hush", "error=0"),
}


@pytest.mark.parametrize("channel", KINDS)
def test_settings_come_back_as_they_were(channel):
    sealed = seal(KEY, ORGANISATION, channel, EVERY[channel])
    assert unseal(KEY, ORGANISATION, channel, sealed) == EVERY[channel]


@given(st.binary(min_size=0, max_size=80))
def test_anything_else_is_unreadable(sealed):
    with pytest.raises(Unreadable):
        unseal(KEY, ORGANISATION, "slack", sealed)


def test_they_open_under_no_other_key_for_no_other_organisation_and_channel():
    sealed = seal(KEY, ORGANISATION, "slack", EVERY["slack"])
    for key, organisation, channel in [
        (token_bytes(32), ORGANISATION, "slack"),
        (KEY, token_hex(16), "slack"),
        (KEY, ORGANISATION, "teams"),
    ]:
        with pytest.raises(Unreadable):
            unseal(key, organisation, channel, sealed)


def test_a_changed_byte_is_noticed():
    sealed = bytearray(seal(KEY, ORGANISATION, "slack", EVERY["slack"]))
    for at in (0, 12, len(sealed) - 1):
        changed = bytes(byte ^ (index == at) for index, byte in enumerate(sealed))
        with pytest.raises(Unreadable):
            unseal(KEY, ORGANISATION, "slack", changed)


def test_a_secret_stands_neither_in_what_is_kept_nor_in_the_words_of_a_log():
    for channel, setting in EVERY.items():
        sealed = seal(KEY, ORGANISATION, channel, setting)
        for secret in (b"xoxb", b"sig=secret", b"whsec", b"hush"):
            assert secret not in sealed
            assert secret.decode() not in repr(setting)
    assert seal(KEY, ORGANISATION, "slack", EVERY["slack"]) != seal(KEY, ORGANISATION, "slack", EVERY["slack"])


def test_only_the_end_of_a_long_secret_is_shown():
    assert ending("xoxb-1234567890-ab12") == "ab12"
    assert ending("short") == ""


def test_a_signing_secret_is_one():
    assert len(signing_key(new_signing_secret())) == 32
    assert signing_key("whsec_???") is None
    assert signing_key("") is None


def test_a_copy_of_the_database_holds_no_secret(database, keys):
    with database.writing() as session:
        organisation = an_organisation(session)
        for channel, setting in EVERY.items():
            operations.set_up(
                session, organisation, channel, seal(keys.settings_key(), organisation, channel, setting)
            )
    with database.reading() as session:
        kept = queries.settings(session, organisation)
        assert {channel for _, channel, _ in queries.all_settings(session)} >= set(EVERY)
    assert {c: unseal(keys.settings_key(), organisation, c, sealed) for c, sealed in kept.items()} == EVERY
    assert keys.settings_key() not in b"".join(kept.values())


def test_new_settings_take_the_place_of_old_ones_and_try_again_what_came_back(database):
    with database.writing() as session:
        organisation = an_organisation(session)
        operations.set_up(session, organisation, "slack", b"first")
        for address in ("slack:ana@example.com", "ben@example.com", "teams:ana@example.com"):
            session.add(Suppressed(organisation_id=organisation, address=address, reason="-", noted_at=START))
    with database.writing() as session:
        operations.set_up(session, organisation, "slack", b"second")
    with database.reading() as session:
        assert queries.settings(session, organisation) == {"slack": b"second"}
        left = session.scalars(select(Suppressed.address).where(Suppressed.organisation_id == organisation))
        assert set(left) == {"ben@example.com", "teams:ana@example.com"}
    with database.writing() as session:
        assert operations.take_down(session, organisation, "slack")
        assert not operations.take_down(session, organisation, "slack")
        assert session.get(ChannelSetting, (organisation, "slack")) is None
