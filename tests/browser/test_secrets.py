"""What is left on a phone once a ballot was sent: a receipt, which after the close is one among many."""

import json

import pytest
from playwright.sync_api import expect

from pulse.closing.operations import close_cycle
from pulse.simulate.browser import Browser
from pulse.simulate.link import Link
from pulse.simulate.seed import code, grow
from tests.browser.steps import answer_faces, begin, heading, press
from tests.browser.test_checkin import STORED
from tests.factories.closed import answer
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

COMMENT = "The tea is cold."
EVERYTHING = """async () => {
  const wait = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const found = { databases: {}, caches: {}, local: { ...localStorage }, session: { ...sessionStorage } };
  for (const { name } of await indexedDB.databases()) {
    const opened = await wait(indexedDB.open(name));
    for (const table of opened.objectStoreNames) {
      const rows = opened.transaction(table).objectStore(table);
      found.databases[`${name} ${table}`] = [await wait(rows.getAllKeys()), await wait(rows.getAll())];
    }
    opened.close();
  }
  for (const name of await caches.keys())
    found.caches[name] = (await (await caches.open(name)).keys()).map((request) => request.url);
  found.workers = (await navigator.serviceWorker?.getRegistrations())?.length ?? 0;
  return { ...found, state: history.state, name: window.name, cookie: document.cookie };
}"""


def secrets_of(live, link: str, record: dict) -> dict[str, str]:
    """Everything that somebody could be recognised by who had this phone in their hands, as text."""
    browser = Browser(live.ballot_url)
    trusted = browser.look(Link.parse(link))
    browser.close()
    grown = grow(bytes.fromhex(record["seed"]), trusted)
    return {
        "seed": record["seed"],
        "code": code(bytes.fromhex(record["seed"]), grown.check),
        "private key": f"{grown.private.private_numbers().private_value:064x}",
        "public key": f"{grown.private.public_key().public_numbers().x:064x}",
        "prefix": grown.prefix.hex(),
        "salt": grown.salt.hex(),
        "blinding": f"{grown.inverse:0512x}",
        "token": record["signature"],
        "comment": COMMENT,
        "answers": '"answers"',
        "invitation": Link.parse(link).invite,
    }


def test_storage_holds_no_secret_once_the_ballot_was_sent(live, phone):
    cycle = an_open_cycle(live.services)
    page, link = phone.page, cycle.links[0]
    begin(page, link)
    secrets = secrets_of(live, link, page.evaluate(STORED)["rows"][0])
    press(page, "Continue on another device")
    heading(page, "move")
    press(page, "Back")
    answer_faces(page)
    page.get_by_role("textbox").fill(COMMENT)
    kept = page.evaluate(EVERYTHING)
    assert secrets["seed"] in json.dumps(kept)
    assert COMMENT in json.dumps(kept)
    press(page, "Send my answers")
    heading(page, "sent_title")
    page.wait_for_function("history.state.position === 0")
    receipt = page.locator(".fingerprint").inner_text().replace(" ", "")
    left = page.evaluate(EVERYTHING)
    assert [name for name, secret in secrets.items() if secret.lower() in json.dumps(left).lower()] == []
    [keys, rows] = left["databases"].pop("pulse ballots")
    assert (len(keys), rows) == (1, [{"stage": "sent", "receipt": receipt, "moved": True}])
    assert left == {
        "databases": {},
        "caches": {},
        "local": {},
        "session": {},
        "workers": 0,
        "state": {"position": 0},
        "name": "",
        "cookie": "",
    }


def test_after_the_close_every_receipt_of_the_round_holds_for_everybody(live, phone):
    cycle = an_open_cycle(live.services)
    sender = Browser(live.ballot_url)
    answer(sender, cycle, [1, 2, 3, 4, 5, 5])
    sender.close()
    close_cycle(live.services, cycle.cycle_id, now=live.services.clock.advance(days=8))
    page = phone.page
    page.goto(f"{live.ballot_url}/receipt")
    leaves = page.request.get(f"{live.ballot_url}/ballot/board/{cycle.cycle_id}").json()["leaves"]
    assert len(leaves) == 6
    said = set()
    for leaf in leaves:
        page.goto("about:blank")
        page.goto(f"{live.ballot_url}/receipt#c={cycle.cycle_id}&r={leaf}")
        expect(page.get_by_role("heading", name="Your ballot was counted")).to_be_visible()
        said.add(page.get_by_role("status").inner_text())
    assert len(said) == 1
    assert phone.posts == []
