// The page's first lines: read the link, fetch the manifest, see that it is the one the link names, and load the
// program that the manifest names. Nothing else is asked of the server here, and nothing about the reader is sent.

import { fragment } from "./address.js";
import { hex, sha256 } from "./bytes.js";
import { Refusal, parseLink } from "./manifest.js";
import { again, alarm, insecure, kind } from "./notices.js";
import { Page, h, pageWords } from "./page.js";
import { program } from "./program.js";
import { get } from "./wire.js";
import { Words } from "./words.js";

const page = new Page(new Words(pageWords()));

async function open() {
  page.show((words) => h("p", { role: "status" }, words.say("loading")));
  const link = parseLink(fragment());
  if (!link) return page.show(kind);
  if (!crypto.subtle) return page.show(insecure);
  const { status, body } = await get(`/ballot/manifest/${link.cycle}`, { cache: "no-store" });
  if (status === 404) return page.show(kind);
  if (!body) return page.show(again("offline", open));
  if (hex(await sha256(body)) !== link.manifest) return page.show(alarm("manifest"));
  const hash = named(body);
  if (!hash) return page.show(alarm("version"));
  try {
    await (await program(hash)).start({ link, manifest: body, words: pageWords() });
  } catch (problem) {
    if (problem instanceof Refusal) return page.show(alarm(problem.key));
    page.show(again("offline", () => location.reload()));
  }
}

/** The hash of the program, or null if the manifest does not name one. */
function named(manifest) {
  try {
    return /^[0-9a-f]{64}$/.exec(JSON.parse(new TextDecoder().decode(manifest)).client_hash)?.[0] ?? null;
  } catch {
    return null;
  }
}

addEventListener("hashchange", () => location.reload());
open();
