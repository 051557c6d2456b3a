"""Every stage's tables in one metadata, for the migrations, and for leaving the demo; nothing else imports this."""

from pulse.actions import models as actions
from pulse.announcements import models as announcements
from pulse.answers import models as answers
from pulse.audit_log import models as audit_log
from pulse.ballots import models as ballots
from pulse.cycles import models as cycles
from pulse.database import Base
from pulse.delivery import models as delivery
from pulse.invitations import models as invitations
from pulse.organisation import models as organisation
from pulse.people import models as people
from pulse.questions import models as questions
from pulse.results import models as results
from pulse.schedule import models as schedule
from pulse.surveys import models as surveys
from pulse.trustee import models as trustee

STAGES = (
    organisation,
    people,
    trustee,
    audit_log,
    delivery,
    questions,
    surveys,
    schedule,
    cycles,
    invitations,
    ballots,
    answers,
    results,
    actions,
    announcements,
)
metadata = Base.metadata
