// Picking up a ballot and sending it. Each step is kept before its request leaves, so that a lost connection or a
// closed tab loses nothing and a second try sends the very same bytes.

import { INNER_JSON, finish, makeKey, spaceLeft, tokenMessage } from "./ballot.js";
import { blind, finalize } from "./blind_signature.js";
import { hex, isHex, join, random, unhex } from "./bytes.js";
import { Refusal } from "./manifest.js";
import { post } from "./wire.js";

export { INNER_JSON, spaceLeft };

/** A fresh key and a blinded request for it. Only now, after Start, does a ballot exist. */
export async function prepare(manifest, link, block) {
  const { organisation, cycle } = manifest;
  const place = { organisation, cycle, manifest: link.manifest, leaf: block.leaf };
  const { pk, sk } = await makeKey();
  const prefix = random(32);
  const { blinded, inverse } = await blind(BigInt("0x" + block.n), join(prefix, await tokenMessage(place, pk)));
  const secrets = { pk: hex(pk), sk: hex(sk), prefix: hex(prefix), inverse: inverse.toString(16) };
  const group = { label: block.label, invited: block.invited, index: block.index };
  return { stage: "collecting", place, group, n: block.n, blinded: hex(blinded), ...secrets };
}

/** Ask for the signature. Gives {status, wait}, and with status 200 the `record` that now holds a token. */
export async function collect(invite, record) {
  const body = JSON.stringify({ invite, blinded: record.blinded, block: record.group.index });
  const { status, text, wait } = await post("/ballot/collect", "application/json", body);
  if (status !== 200) return { status, wait };
  return { status, record: await unblind(record, text) };
}

async function unblind(record, text) {
  const { place, group, n, pk, sk, prefix, inverse } = record;
  try {
    const { blind_signature } = JSON.parse(text);
    if (!isHex(blind_signature, 256)) throw new Error("no signature");
    const message = join(unhex(prefix), await tokenMessage(place, unhex(pk)));
    const token = await finalize(BigInt("0x" + n), message, unhex(blind_signature), BigInt("0x" + inverse));
    return { stage: "token", place, group, pk, sk, prefix, signature: hex(token) };
  } catch {
    throw new Refusal("token");
  }
}

/** Seal the answers. The record that comes back holds the finished bytes and the receipt, and no key. */
export async function sealed(record, manifest, { answers, comments }, language) {
  const [pk, sk, prefix, signature] = ["pk", "sk", "prefix", "signature"].map((name) => unhex(record[name]));
  const ballot = await finish({ pk, sk, prefix, signature }, record.place, manifest.bpk, answers, comments, language);
  return { stage: "sealed", outer: hex(ballot.outer), receipt: hex(ballot.receipt) };
}

/** Send the finished bytes: {status, wait}. */
export const cast = (record) => post("/ballot/cast", "application/octet-stream", unhex(record.outer));
