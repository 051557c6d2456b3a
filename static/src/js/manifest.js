// What this browser checks before anything leaves it. The seven checks are those of docs/protocol.md,
// section 2. A refusal carries a key; the page says in plain words what each key means.

import { hex, isHex, sha256, unhex, utf8 } from "./bytes.js";
import { included, leafHash } from "./merkle.js";
import { areKnown } from "./scales.js";

// Constants of ours, whatever the server says.
const SMALLEST_K = 5;
const SMALLEST_MARGIN = 3;
const BITS = 2048n;
const EXPONENT = 65537;
const NAME = /^\P{C}{1,80}$/u; // nothing that nobody sees, and no turned directions

export class Refusal extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

function insist(holds, key) {
  if (!holds) throw new Refusal(key);
}

function parse(bytes, key) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(key);
  }
}

/** `#c=...&i=...&m=...&b=...` as an object, or null if it is not of that form. */
export function parseLink(fragment) {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const [c, i, m, b] = ["c", "i", "m", "b"].map((name) => fields.get(name));
  const formed = isHex(c, 16) && isHex(i, 32) && isHex(m, 32) && /^(0|[1-9]\d{0,5})$/.test(b ?? "");
  return formed ? { cycle: c, invite: i, manifest: m, block: Number(b) } : null;
}

/** Checks 1 and 2: the manifest is the one the link names, and its thresholds are not too low. */
export async function checkManifest(link, bytes) {
  insist(hex(await sha256(bytes)) === link.manifest, "manifest");
  const manifest = parse(bytes, "version");
  const sizes = { organisation: 16, content_hash: 32, client_hash: 32, bpk: 65, blocks_root: 32 };
  const formed = Object.entries(sizes).every(([name, size]) => isHex(manifest?.[name], size));
  insist(formed && manifest.v === 1 && Number.isInteger(manifest.blocks) && manifest.zones, "version");
  insist(manifest.cycle === link.cycle, "cycle");
  const { k, k_inv } = manifest;
  insist(Number.isInteger(k) && Number.isInteger(k_inv), "thresholds");
  insist(k >= SMALLEST_K && k_inv >= k + SMALLEST_MARGIN, "thresholds");
  insist(manifest.trustee === undefined || (await isTrustee(manifest)), "version");
  return manifest;
}

/** Whether a trustee has a name that can be read and does one of two things, opening alone only with the key that seals. */
export async function isTrustee({ trustee, bpk }) {
  const { mode, name, key, box, sign } = trustee ?? {};
  const formed = typeof name === "string" && NAME.test(name) && isHex(key, 16) && isHex(box, 65) && isHex(sign, 32);
  if (!formed || !(mode === "copy" || (mode === "counts" && box === bpk))) return false;
  return hex(await sha256(utf8("pulse-trustee-key-v1"), unhex(box), unhex(sign))).startsWith(key);
}

/** Check 3: the questions and texts are the ones that were frozen when the cycle opened; this program can ask them all. */
export async function checkContent(manifest, bytes) {
  insist(hex(await sha256(bytes)) === manifest.content_hash, "content");
  const content = parse(bytes, "content");
  insist(isReadable(content), "version");
  return content;
}

function isReadable(content) {
  try {
    return areKnown(content);
  } catch {
    return false;
  }
}

/** The afterword is the one that the content names, so that the manifest's hash covers it too. */
export async function checkAfterword(content, bytes) {
  insist(hex(await sha256(bytes)) === content.afterword, "content");
  return parse(bytes, "content");
}

/** Checks 4, 5 and 6: our group is in the public list, is nobody's double, and is large enough. */
export async function checkBlock(manifest, index, answer) {
  insist(answer?.block && index < manifest.blocks, "proof");
  insist(Boolean(answer.previous) === index > 0, "proof");
  insist(Boolean(answer.next) === index < manifest.blocks - 1, "proof");
  const entries = [answer.previous, answer.block, answer.next];
  const row = await Promise.all(entries.map((entry, i) => entry && readBlock(manifest, index - 1 + i, entry)));
  const blocks = row.filter(Boolean);
  insist(new Set(blocks.map((block) => block.n)).size === blocks.length, "moduli");
  for (let i = 1; i < blocks.length; i++) insist(isBefore(blocks[i - 1].label, blocks[i].label), "labels");
  for (const { label } of blocks) insist(!/[\p{Cc}\p{Cf}\p{Co}]/u.test(label), "labels"); // nobody sees such a difference
  for (const { e, n, invited } of blocks) {
    insist(e === EXPONENT, "exponent");
    insist(isHex(n, 256) && BigInt("0x" + n) >> (BITS - 1n) === 1n, "bits");
    insist(Number.isInteger(invited) && invited >= manifest.k_inv, "group");
  }
  return row[1];
}

async function readBlock(manifest, position, { document, proof }) {
  const bytes = utf8(document);
  const leaf = await leafHash(bytes);
  insist(Array.isArray(proof) && proof.every((step) => isHex(step, 32)), "proof");
  const path = proof.map(unhex);
  insist(await included(leaf, position, manifest.blocks, path, unhex(manifest.blocks_root)), "proof");
  const block = parse(bytes, "proof");
  insist(block.index === position && typeof block.label === "string", "proof");
  return { ...block, leaf: hex(leaf) };
}

/** Order of the UTF-8 bytes of NFKC(label).lower(); equal is not before. */
function isBefore(one, other) {
  const [a, b] = [one, other].map((label) => hex(utf8(label.normalize("NFKC").toLowerCase())));
  return a < b;
}

/** The instant at which the last time zone ends: nobody reads anything earlier. */
export function endOf(manifest) {
  return new Date(Math.max(...Object.values(manifest.zones).map((zone) => Date.parse(zone.answer_until))));
}
