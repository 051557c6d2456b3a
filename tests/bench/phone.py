"""What the client computes in Chromium: blinding and finishing a token, beside another library in the same page."""

import os
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Page, sync_playwright

from pulse.blind_signature.issuer import blind_sign
from tests.bench.figures import Row
from tests.bench.installation import a_process, an_installation, repeated_keys
from tests.browser.fixtures import ARGUMENTS, CHROMIUM, VENDOR

TIMES = 15
SLOW = 4
BUDGET = 1000.0  # people wait for it once, after Start and after the last question
BLIND = """async (n) => {
    const p = await import("/oracle/protocol.js");
    const { RSABSSA } = await import("/oracle/blindrsa.js");
    const suite = RSABSSA.SHA384.PSS.Randomized();
    const key = await crypto.subtle.importKey(
        "jwk", { kty: "RSA", n: p.base64url(p.unhex(n)), e: "AQAB" },
        { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
    const number = BigInt("0x" + n);
    const message = p.random(256);
    const began = performance.now();
    const inverse = p.toNumber(p.random(272)) % number;
    const ours = { blinded: await p.blind(number, message, p.random(48), inverse), inverse };
    const between = performance.now();
    const theirs = await suite.blind(key, message);
    globalThis.run = { p, suite, key, number, message, ours, theirs };
    return [between - began, performance.now() - between, p.hex(ours.blinded), p.hex(theirs.blindedMsg)];
}"""
FINISH = """async ([mine, other]) => {
    const { p, suite, key, number, message, ours, theirs } = globalThis.run;
    const began = performance.now();
    await p.finalize(number, message, p.unhex(mine), ours.inverse);
    const between = performance.now();
    await suite.finalize(key, message, p.unhex(other), theirs.inv);
    return [between - began, performance.now() - between];
}"""


def rows() -> Iterator[Row]:
    """One row at this machine's speed, one as slow as a cheap phone."""
    with an_installation("SQLite") as installed, a_process("serve", installed.services) as server:
        port = int(server.stdout.readline())
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=CHROMIUM, headless=True, chromium_sandbox=os.geteuid() != 0, args=ARGUMENTS
            )
            page = chromium.new_page()
            page.route(
                "**/oracle/*.js", lambda route: route.fulfill(path=VENDOR / route.request.url.rsplit("/", 1)[1])
            )
            page.goto(f"http://localhost:{port}/receipt")
            yield _row(page, "blinding and finishing in Chromium", None)
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
            yield _row(page, f"the same, {SLOW} times slower (a cheap phone)", BUDGET)
            chromium.close()


def _row(page: Page, name: str, most: float | None) -> Row:
    found = [_once(page) for _ in range(TIMES + 1)][1:]
    ours, theirs = median(one for one, _ in found), median(other for _, other in found)
    return Row(name, ours, theirs, "ms", "the library blindrsa-ts in the same page", most=most)


def _once(page: Page) -> tuple[float, float]:
    key = next(repeated_keys())
    blinding, other, mine, theirs = page.evaluate(BLIND, f"{key.n:0512x}")
    signed = [blind_sign(key, bytes.fromhex(blinded)).hex() for blinded in (mine, theirs)]
    finishing, finished = page.evaluate(FINISH, signed)
    return blinding + finishing, other + finished
