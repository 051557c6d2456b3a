"""A dishonest server: the page refuses, says why, and nothing leaves the browser."""

from hashlib import sha256

import pytest
from playwright.sync_api import expect

from pulse.checkin.client import programs
from pulse.checkin.strings import INTERFACE, PAGE
from pulse.envelope.canonical import canonical
from tests.browser.rogue import BOX, Rogue
from tests.browser.steps import answer_faces, begin, press
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


CLIENT = programs()[0][0].encode()


def raw_manifest(body):
    """Another document for the manifest, with the hash that the link then names."""
    return {"served": lambda documents: documents.update(manifest=body, m=sha256(body).hexdigest())}


def content_of(body):
    """Another document for the content, with the hash that the manifest then names."""
    return {
        "manifest": lambda fields: fields.update(content_hash=sha256(body).hexdigest()),
        "served": lambda documents: documents.update(content=body),
    }


def asking(*others, forms=None, **changes):
    """Questions of which one has these fields."""
    question = {"key": "canteen", "scale": "faces5", **changes}
    drawn = {"forms": forms} if forms else {}
    return content_of(canonical({"questions": [question, *others], **drawn}))


def block(number, **changes):
    """Change fields of one block before the tree is made."""
    return {"blocks": lambda parts: parts["blocks"][number].update(changes)}


def manifest(**changes):
    """Change fields of the manifest before it is hashed."""
    return {"manifest": lambda fields: fields.update(changes)}


def served(**changes):
    """Change what is sent after everything was hashed."""
    return {"served": lambda documents: documents.update(changes)}


def served_block(change):
    """Change the block's answer after everything was hashed."""
    return {"served": lambda documents: change(documents["block"])}


def swap_labels(parts):
    first, second = parts["blocks"][:2]
    first["label"], second["label"] = second["label"], first["label"]


def same_modulus(parts):
    parts["blocks"][2]["n"] = parts["blocks"][1]["n"]


def hide_neighbour(answer):
    answer["previous"] = None


def no_neighbour_at_all(answer):
    del answer["next"]


def neighbour_twice(answer):
    answer["previous"] = answer["next"]


def own_key(answer):
    answer["block"]["document"] = answer["block"]["document"].replace('"n":"', '"n":"a')


SIGN = "22" * 32
OWN = sha256(b"pulse-trustee-key-v1" + bytes.fromhex(BOX + SIGN)).hexdigest()[:32]
TRUSTEE = {"mode": "counts", "name": "Works council", "key": "00" * 16, "box": BOX, "sign": SIGN}


def named(name):
    """A trustee of this name, sound in all else."""
    return manifest(trustee={**TRUSTEE, "key": OWN, "name": name})


def half_a_character(documents):
    body = documents["manifest"].replace(b"Council", rb"\ud800")
    documents.update(manifest=body, m=sha256(body).hexdigest())


def another_label(answer):
    answer["block"]["document"] = answer["block"]["document"].replace("Group 1", "Group 1b")


def as_answer(body):
    """Put something else in the place of the whole answer about the block."""
    return {"served": lambda documents: documents.update(block=body)}


def entry(name, **changes):
    """Change an entry of the answer about the block."""
    return served_block(lambda answer: answer[name].update(changes))


def one_modulus(first, second):
    def change(parts):
        parts["blocks"][second]["n"] = parts["blocks"][first]["n"]

    return {"blocks": change}


def without(name):
    """Leave a field of the manifest out."""
    return {"manifest": lambda fields: fields.pop(name)}


MORE_LIES = {
    "a manifest that is no JSON": ("version", raw_manifest(b"{")),
    "a manifest that is a list": ("version", raw_manifest(b"[]")),
    "a manifest that is nothing": ("version", raw_manifest(b"null")),
    "a manifest of the program alone": ("version", raw_manifest(b'{"client_hash":"' + CLIENT + b'"}')),
    "no version": ("version", without("v")),
    "no organisation": ("version", without("organisation")),
    "no zones": ("version", without("zones")),
    "no number of blocks": ("version", without("blocks")),
    "a number of blocks that is none": ("version", manifest(blocks="4")),
    "a root that is no hex": ("version", manifest(blocks_root="zz" * 32)),
    "a trustee without a name": ("version", named("")),
    "a trustee whose name is a number": ("version", named(7)),
    "a trustee with a name too long": ("version", named("W" * 81)),
    "a trustee's name that turns its letters round": ("version", named("Works\N{RIGHT-TO-LEFT OVERRIDE} council")),
    "a trustee's name with what nobody sees": ("version", named("Works council\N{ZERO WIDTH SPACE}")),
    "a trustee's name over two lines": ("version", named("Works council\nof Pulse")),
    "a trustee's name with half a character": ("version", {**named("Council"), "served": half_a_character}),
    "no k": ("thresholds", without("k")),
    "no k_inv": ("thresholds", without("k_inv")),
    "k as a text": ("thresholds", manifest(k="5")),
    "k between two numbers": ("thresholds", manifest(k=5.5)),
    "k_inv without a bound": ("thresholds", manifest(k_inv=True)),
    "questions that are no JSON": ("content", content_of(b"{")),
    "no questions": ("version", content_of(b"{}")),
    "a scale that this program does not know": ("version", asking(scale="stars7")),
    "a choice of nothing": ("version", asking(scale="single", options=[])),
    "a choice without answers": ("version", asking(scale="multiple")),
    "a why behind no question": ("version", asking(scale="open", parent="parking")),
    "a why behind words": ("version", asking({"key": "talk", "scale": "open"}, scale="open", parent="talk")),
    "a why behind itself": ("version", asking(scale="open", parent="canteen")),
    "a why that takes a face": ("version", asking({"key": "parking", "scale": "yesno"}, parent="parking")),
    "a form of questions that there are not": ("version", asking(forms=[["canteen"], ["parking"]])),
    "no answer about the block": ("proof", as_answer(None)),
    "a text for an answer": ("proof", as_answer("block")),
    "an empty answer": ("proof", as_answer({})),
    "a block without a document": ("proof", entry("block", document=None)),
    "a block without a proof": ("proof", entry("block", proof=None)),
    "a proof of no hashes": ("proof", entry("block", proof=["0"])),
    "a proof cut short": ("proof", served_block(lambda answer: answer["block"]["proof"].pop())),
    "a proof made longer": ("proof", served_block(lambda answer: answer["block"]["proof"].append("00" * 32))),
    "a neighbour without a proof": ("proof", entry("previous", proof=[])),
    "a label changed for one person": ("proof", served_block(another_label)),
    "the block's own place for its neighbour": ("proof", block(2, index=1)),
    "an index that is a text": ("proof", block(1, index="1")),
    "a label that is none": ("proof", block(1, label=None)),
    "a label with what nobody sees": ("labels", block(2, label="Group 1\N{ZERO WIDTH SPACE}")),
    "a label that turns its letters round": ("labels", block(1, label="Group 1\N{RIGHT-TO-LEFT OVERRIDE}")),
    "labels out of order behind": ("labels", block(2, label="Group 0a")),
    "one modulus with the group before": ("moduli", one_modulus(0, 1)),
    "one modulus on both sides": ("moduli", one_modulus(0, 2)),
    "e as a text": ("exponent", block(1, e="65537")),
    "e = 3 for the group before": ("exponent", block(0, e=3)),
    "2049 bits": ("bits", block(1, n="01" + "ff" * 256)),
    "a modulus in capitals": ("bits", block(1, n="FF" * 256)),
    "no modulus": ("bits", block(1, n=None)),
    "invited as a text": ("group", block(1, invited="12")),
    "invited between two numbers": ("group", block(1, invited=12.5)),
    "a small group before": ("group", block(0, invited=9)),
    "a group of k, though k_inv is more": ("group", block(1, invited=5)),
}

LIES = {
    "another manifest": ("manifest", served(m="00" * 32)),
    "another version": ("version", manifest(v=2)),
    "no box key": ("version", manifest(bpk="")),
    "a trustee whose key seals nothing": ("version", manifest(trustee=TRUSTEE)),
    "a trustee of no kind": ("version", manifest(trustee={"mode": "watches", "name": "Works council"})),
    "another cycle": ("cycle", manifest(cycle="00" * 16)),
    "k below five": ("thresholds", manifest(k=4)),
    "k_inv too near k": ("thresholds", manifest(k=8)),
    "other questions": ("content", served(content=b"{}")),
    "another program": ("program", served(client=b"export const start = () => fetch('/ballot/collect');")),
    "a key of its own for one person": ("proof", served_block(own_key)),
    "another tree": ("proof", manifest(blocks_root="00" * 32)),
    "a hidden neighbour": ("proof", served_block(hide_neighbour)),
    "a neighbour left out": ("proof", served_block(no_neighbour_at_all)),
    "a wrong neighbour": ("proof", served_block(neighbour_twice)),
    "a wrong index": ("proof", block(1, index=2)),
    "too few blocks named": ("proof", manifest(blocks=2)),
    "the same label twice": ("labels", block(1, label="Group 0")),
    "labels that look alike": ("labels", block(1, label="\N{FULLWIDTH LATIN CAPITAL LETTER G}ROUP 0")),
    "labels out of order": ("labels", {"blocks": swap_labels}),
    "one modulus for two groups": ("moduli", {"blocks": same_modulus}),
    "e = 3": ("exponent", block(1, e=3)),
    "e = 3 for a neighbour": ("exponent", block(2, e=3)),
    "1024 bits": ("bits", block(1, n="00" * 128 + "ff" * 128)),
    "2047 bits": ("bits", block(0, n="7f" + "ff" * 255)),
    "a modulus written short": ("bits", block(1, n="ff" * 128)),
    "a group of one": ("group", block(1, invited=1)),
    "a small neighbour": ("group", block(2, invited=9)),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_before_anything_leaves(live, phone, signing_keys, lie):
    key, changes = LIES[lie]
    rogue = Rogue([key.n for key in signing_keys[:4]], **changes)
    phone.context.route("**/ballot/**", rogue.answer)
    phone.page.goto(rogue.link(live.ballot_url))
    expect(phone.page.get_by_role("heading", name="Please stop here")).to_be_visible()
    expect(phone.page.get_by_text(PAGE[f"alarm_{key}"])).to_be_visible()
    expect(phone.page.get_by_text(PAGE["alarm_sent"])).to_be_visible()
    expect(phone.page.get_by_role("button", name="Start")).to_have_count(0)
    assert phone.posts == []


def test_documents_of_another_form_and_subtler_lies_are_refused_as_well(live, phone, signing_keys):
    moduli = [key.n for key in signing_keys[:4]]
    wrong = {}
    for lie, (key, changes) in MORE_LIES.items():
        rogue = Rogue(moduli, **changes)
        phone.context.unroute_all()
        phone.context.route("**/ballot/**", rogue.answer)
        phone.page.goto("about:blank")
        phone.page.goto(rogue.link(live.ballot_url))
        phone.page.locator("h1[tabindex]").wait_for()
        phone.page.wait_for_function("!document.querySelector('main > [role=status]')")
        said = phone.page.locator("main").inner_text()
        if PAGE[f"alarm_{key}"] not in said or PAGE["alarm_sent"] not in said or phone.posts:
            wrong[lie] = said
    assert wrong == {}


def test_a_trustees_name_of_eighty_characters_is_shown(live, phone, signing_keys):
    name = "\N{POLICE CARS REVOLVING LIGHT}" * 40 + "會" * 40
    rogue = Rogue([key.n for key in signing_keys[:4]], **named(name))
    phone.context.route("**/ballot/**", rogue.answer)
    phone.page.goto(rogue.link(live.ballot_url))
    expect(phone.page.get_by_text(INTERFACE["trustee_counts"] % {"trustee": name})).to_be_visible()


@pytest.mark.parametrize("mine", [0, 1, 3])
def test_an_honest_server_is_not_refused(live, phone, signing_keys, mine):
    rogue = Rogue([key.n for key in signing_keys[:4]], mine=mine)
    phone.context.route("**/ballot/**", rogue.answer)
    phone.page.goto(rogue.link(live.ballot_url))
    expect(phone.page.get_by_text(f"Group {mine}, 12 people invited")).to_be_visible()
    assert phone.problems == []


def test_a_block_that_is_the_only_one_needs_no_neighbours(live, phone, signing_keys):
    rogue = Rogue([signing_keys[0].n], mine=0)
    phone.context.route("**/ballot/**", rogue.answer)
    phone.page.goto(rogue.link(live.ballot_url))
    expect(phone.page.get_by_text("Group 0, 12 people invited")).to_be_visible()


def test_a_signature_that_does_not_verify_raises_the_alarm_for_good(live, phone, signing_keys):
    rogue = Rogue([key.n for key in signing_keys[:4]])
    phone.context.route("**/ballot/**", rogue.answer)
    marked = {"blind_signature": "00" * 255 + "02"}
    phone.context.route("**/ballot/collect", lambda route: route.fulfill(json=marked))
    phone.page.goto(rogue.link(live.ballot_url))
    phone.page.get_by_role("button", name=INTERFACE["start_own"]).click()
    expect(phone.page.get_by_text(PAGE["alarm_token"])).to_be_visible()
    expect(phone.page.get_by_text(PAGE["alarm_token_sent"])).to_be_visible()
    phone.page.reload()
    expect(phone.page.get_by_text(PAGE["alarm_token"])).to_be_visible()
    assert [post.url.rsplit("/", 1)[1] for post in phone.posts] == ["collect"]


def test_an_alarm_after_collecting_does_not_say_that_nothing_was_sent(live, phone):
    cycle = an_open_cycle(live.services)
    code_hash = programs()[1][0]
    phone.context.route(
        f"**/ballot/client/{code_hash}.js",
        lambda route: route.fulfill(body="export const seal = () => null;", content_type="text/javascript"),
    )
    begin(phone.page, cycle.links[0])
    answer_faces(phone.page)
    expect(phone.page.get_by_text(PAGE["alarm_program"])).to_be_visible()
    expect(phone.page.get_by_text(PAGE["alarm_token_sent"])).to_be_visible()
    expect(phone.page.get_by_text(PAGE["alarm_sent"])).to_have_count(0)
    assert [post.url.rsplit("/", 1)[1] for post in phone.posts] == ["collect"]


def test_a_block_behind_the_last_one_is_refused(live, phone, signing_keys):
    rogue = Rogue([key.n for key in signing_keys[:4]])
    phone.context.route("**/ballot/**", rogue.answer)
    phone.page.goto(rogue.link(live.ballot_url)[:-1] + "4")
    expect(phone.page.get_by_text(PAGE["alarm_proof"])).to_be_visible()
    assert phone.posts == []


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("**/ballot/afterword/*", '{"v":1,"announcements":[],"strings":{}}', "content"),
        (f"**/ballot/client/{programs()[1][0]}.js", "export class Moving {}", "program"),
    ],
)
def test_texts_and_programs_that_were_altered_take_no_code(live, phone, path, body, key):
    cycle = an_open_cycle(live.services)
    kind = "text/javascript" if path.endswith(".js") else "application/json"
    phone.context.route(path, lambda route: route.fulfill(body=body, content_type=kind))
    phone.page.goto(cycle.links[0])
    press(phone.page, INTERFACE["have_code"])
    expect(phone.page.get_by_text(PAGE[f"alarm_{key}"])).to_be_visible()
    expect(phone.page.get_by_text(PAGE["alarm_sent"])).to_be_visible()
    assert phone.posts == []


def test_a_modulus_that_shares_a_factor_with_the_blinding_is_no_key(run, signing_keys):
    given = f"{signing_keys[0].n:0512x}"
    tried = """const n = BigInt("0x" + given) * 3n;
        return p.blind(n, p.utf8("a"), p.random(48), 9n).then(() => "taken", () => "refused");"""
    assert run(tried, given) == "refused"
