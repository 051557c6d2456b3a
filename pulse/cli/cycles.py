"""`pulse cycle` and `pulse simulate`."""

import argparse
import json
from random import Random

from rich.progress import track

from pulse.answers import queries as answered
from pulse.audit_log.operations import record
from pulse.cli import trusted
from pulse.cli.trouble import Commands, Trouble, organisation_option, the_organisation
from pulse.cycles import operations, queries
from pulse.cycles.content import tells_of_demo
from pulse.cycles.lifecycle import State, state
from pulse.cycles.manifest import promised_end
from pulse.opening.operations import AnotherIsOpen, open_cycle
from pulse.opening.plan import NoTrusteeKey
from pulse.organisation.blocks import TooFewPeople
from pulse.people.operations import ACTOR
from pulse.schedule.queries import series_of
from pulse.schedule.recurrence import wall_time
from pulse.simulate.browser import Refusal
from pulse.simulate.operations import NotSimulated, answer_all, at_random, links
from pulse.trustee.operations import KeyTaken
from pulse.web.services import Services
from pulse.worker import hindrances


def add(commands: Commands) -> None:
    """Add `cycle list|open|close` and `simulate`."""
    actions = commands.add_parser("cycle", help="rounds of a survey").add_subparsers(required=True, metavar="ACTION")
    for name, command, text in (
        ("list", list_cycles, "all cycles and where they stand"),
        ("open", open_now, "open a cycle of the schedule now, ahead of its time"),
        ("close", close, "end a cycle 60 seconds from now; the worker then counts it"),
    ):
        made = actions.add_parser(name, help=text)
        organisation_option(made)
        made.add_argument("--json", action="store_true", help="for scripts")
        made.set_defaults(command=command)
        if name == "close":
            made.add_argument("cycle", metavar="CYCLE")
        if name == "open":
            made.add_argument("--series", metavar="ID", help="which one, where several run")
    trusted.add(actions)
    made = commands.add_parser("simulate", help="people of a demo organisation answer (not anonymous)")
    made.add_argument("cycle", metavar="CYCLE")
    made.add_argument("--people", type=int, metavar="N", help="how many; otherwise all who have not yet")
    made.add_argument("--seed", type=int, default=1, help="for the same answers again")
    made.set_defaults(command=simulate)


def _facts(services: Services, cycle: queries.CycleView) -> dict[str, object]:
    with services.database.reading() as session:
        closing = answered.state(session, cycle.organisation_id, cycle.id)
    published = closing is not None and closing.published
    now = services.clock.now()
    return {
        "cycle": cycle.id,
        "occurrence": cycle.occurrence,
        "origin": cycle.origin,
        "state": state(cycle.answer_until, published=published, now=now).value,
        "opens": cycle.opens_at.isoformat(),
        "answer_until": cycle.answer_until.isoformat(),
        "invited": cycle.invited,
        "accepted": closing.accepted if closing and published else None,
    }


def list_cycles(services: Services, options: argparse.Namespace) -> None:
    """Print every cycle, newest first."""
    with services.database.reading() as session:
        organisation = the_organisation(session, options.organisation)
        found = queries.cycles_of(session, organisation.id)
    rows = [_facts(services, cycle) for cycle in found]
    if options.json:
        print(json.dumps(rows))
        return
    for row in rows:
        until = row["answer_until"]
        print(f"{row['cycle']}  {row['occurrence']}  {row['state']:8}  until {until}  invited {row['invited']}")


def open_now(services: Services, options: argparse.Namespace) -> None:
    """Open the organisation's series now, unless a cycle is open already or something hinders it."""
    now = services.clock.now()
    with services.database.reading() as session:
        here = the_organisation(session, options.organisation)
        today = wall_time(now, here.time_zone).date()
        running = [one for one in series_of(session, here.id) if not one.is_paused(today)]
        series = [one for one in running if options.series in {None, one.id}]
        cycles = queries.cycles_of(session, here.id)
    found = hindrances(services, is_demo=here.is_demo, organisation_id=here.id)
    if found:
        raise Trouble(f"the settings do not allow a cycle to open ({', '.join(found)}); the schedule page says more")
    if len(series) != 1:
        names = ", ".join(f"{one.id} (from {one.starts:%Y-%m-%d %H:%M})" for one in running) or "none"
        raise Trouble(f"say which series with --series; those that run: {names}")
    if any(cycle.answer_until > now for cycle in cycles):
        raise Trouble("a cycle is open already")
    try:
        cycle_id = open_cycle(services, series[0], wall_time(now, here.time_zone), now=now)
    except TooFewPeople as few:
        raise Trouble(str(few)) from None
    except AnotherIsOpen:
        raise Trouble("a cycle is open already") from None
    except NoTrusteeKey:
        raise Trouble("no key of the trustee is left to open with; `pulse trustee register` takes new ones") from None
    except KeyTaken:
        raise Trouble(
            "the trustee's key was taken or withdrawn at this moment; nothing was opened, try again"
        ) from None
    _audit(services, here.id, "cycle.opened", cycle_id)
    print(json.dumps({"cycle": cycle_id}) if options.json else f"Opened cycle {cycle_id}.")


def _audit(services: Services, organisation_id: str, action: str, subject: str) -> None:
    with services.database.writing() as session:
        now = services.clock.now()
        record(session, organisation_id, actor=ACTOR, action=action, subject=subject, details={}, now=now)


def close(services: Services, options: argparse.Namespace) -> None:
    """Set a cycle's end 60 seconds ahead."""
    now = services.clock.now()
    with services.database.writing() as session:
        cycle = queries.cycle(session, options.cycle)
        if cycle is None:
            raise Trouble(f"there is no cycle {options.cycle}")
        if state(cycle.answer_until, published=False, now=now) is not State.OPEN:
            raise Trouble("this cycle is not open")
        end = operations.end_early(session, cycle.organisation_id, cycle.id, now=now)
        record(
            session,
            cycle.organisation_id,
            actor=ACTOR,
            action="cycle.ended",
            subject=cycle.id,
            details={"until": end.isoformat(timespec="seconds")},
            now=now,
        )
    if options.json:
        print(json.dumps({"cycle": cycle.id, "answer_until": end.isoformat()}))
    elif tells_of_demo(cycle.content):
        print(f"The cycle takes answers until {end:%H:%M:%S} UTC; a minute later the worker counts it.")
    else:
        promised = promised_end(cycle.manifest)
        print(
            f"The cycle takes answers until {end:%H:%M:%S} UTC. It is counted on {promised:%d %B %Y at %H:%M} UTC: "
            "people were promised that nobody reads their answers before."
        )


def simulate(services: Services, options: argparse.Namespace) -> None:
    """Answer as people of a demo organisation, over HTTP against the running server."""
    try:
        urls = links(services, options.cycle, options.people)
        people = answer_all(
            track(urls, "answering"),
            services.config.ballot_url,
            at_random(Random(options.seed)),  # noqa: S311 - no secret
        )
    except (NotSimulated, Refusal) as refusal:
        raise Trouble(str(refusal)) from None
    except OSError:
        raise Trouble(f"no Pulse answers at {services.config.ballot_url}; start it with `pulse serve`") from None
    print(f"{people} people answered. This is a demo: these answers were not anonymous.")
