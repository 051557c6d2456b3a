// Picking up a ballot and sending it. Each step is kept before its request leaves, so that a lost connection or a
// closed tab loses nothing and a second try sends the very same bytes.

import { tokenMessage } from "./ballot.js";
import { blind, finalize } from "./blind_signature.js";
import { hex, isHex, join, unhex } from "./bytes.js";
import { Refusal } from "./manifest.js";
import { late } from "./program.js";
import { drawSeed, formOf, grow } from "./seed.js";
import { post } from "./wire.js";

/** Where a ballot of this block belongs, and what the pages say about it. */
export function groundOf({ organisation, cycle }, link, { leaf, label, invited, index, n }) {
  const place = { organisation, cycle, manifest: link.manifest, leaf };
  return { place, group: { label, invited, index }, n };
}

/** A ballot that is not picked up yet. Only now, after Start, does it exist: as a seed, from which all the rest follows. */
export const prepare = ({ place, group, n }, seed = drawSeed()) => ({ stage: "collecting", place, group, n, seed: hex(seed) });

const grown = ({ seed, place }, invite) => grow(unhex(seed), place, invite);

/** Which of `count` forms is asked here. */
export const drawn = ({ seed, place }, invite, count) => formOf(unhex(seed), place, invite, count);

/** Ask for the signature. Gives {status, wait}, and with status 200 the `record` that now holds a token. */
export async function collect(invite, record) {
  const secrets = await grown(record, invite);
  const { pk, prefix, salt } = secrets;
  const n = BigInt("0x" + record.n);
  const inverse = secrets.blinding % n;
  const message = join(prefix, await tokenMessage(record.place, pk));
  const blinded = await blind(n, message, salt, inverse).catch(() => null);
  if (!blinded) throw new Refusal("bits"); // no honest modulus has a factor that chance finds
  const body = JSON.stringify({ invite, blinded: hex(blinded), block: record.group.index });
  const { status, text, wait } = await post("/ballot/collect", "application/json", body);
  if (status !== 200) return { status, wait };
  try {
    const { blind_signature } = JSON.parse(text);
    if (!isHex(blind_signature, 256)) throw new Error("no signature");
    const signature = await finalize(n, message, unhex(blind_signature), inverse);
    return { status, record: { ...record, stage: "token", signature: hex(signature) } };
  } catch {
    throw new Refusal("token");
  }
}

/** Seal the answers. The record that comes back holds the finished bytes and the receipt, and no key. */
export async function sealed(record, invite, bpk, { answers, comments }, language) {
  const { pk, sk, prefix } = await grown(record, invite);
  const token = { pk, sk, prefix, signature: unhex(record.signature) };
  const ballot = await (await late()).finish(token, record.place, bpk, answers, comments, language);
  return { stage: "sealed", outer: hex(ballot.outer), receipt: hex(ballot.receipt), ...moved(record) };
}

/** Whether the ballot's code was shown or entered, so that another device may send it too; nothing if not. */
export const moved = (record) => (record?.moved ? { moved: true } : {});

/** Send the finished bytes: {status, wait}. */
export const cast = (record) => post("/ballot/cast", "application/octet-stream", unhex(record.outer));
