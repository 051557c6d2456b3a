"""Which ways out an organisation has."""

from pulse.delivery.models import ChannelSetting
from pulse.delivery.queries import Reach, reach
from tests.factories.organisation import an_organisation


def test_a_channel_counts_as_set_up_when_its_row_exists(database):
    with database.writing() as session:
        here, elsewhere = an_organisation(session), an_organisation(session)
        for channel in ("slack", "webhook"):
            session.add(ChannelSetting(organisation_id=here, channel=channel, sealed=b"-"))
        session.add(ChannelSetting(organisation_id=elsewhere, channel="gateway", sealed=b"-"))
    with database.reading() as session:
        assert reach(session, here) == Reach(slack=True)
        assert reach(session, elsewhere) == Reach(gateway=True)
