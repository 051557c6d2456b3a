// Programs are loaded by their hash. The manifest names the check-in's; that one names the later one's, so that the
// manifest's hash covers every line that touches an answer.

import { base64, hex, sha256, unhex } from "./bytes.js";
import { Refusal } from "./manifest.js";
import { get } from "./wire.js";

const LATE = __LATE__; // put in by the build

export class Offline extends Error {}

/** The program with this SHA-256. It is looked at first, and then loaded by the browser under the same condition. */
export async function program(hash) {
  const src = `/ballot/client/${hash}.js`;
  const { status, body } = await get(src);
  if (!body && status !== 404) throw new Offline();
  if (!body || hex(await sha256(body)) !== hash) throw new Refusal("program");
  const script = Object.assign(document.createElement("script"), { type: "module", src });
  script.integrity = `sha256-${base64(unhex(hash))}`;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Offline());
    document.head.append(script);
  });
  return import(src);
}

let loading = null;

/** What is needed after the first question: fetched while the questions are answered, so that sending waits for nothing. */
export function late() {
  loading ??= program(LATE).catch((problem) => {
    loading = null;
    throw problem;
  });
  return loading;
}
