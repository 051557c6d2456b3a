// Everything secret about a ballot before its answers follows from one seed of 128 bits: so that it can be carried to
// another device as a code, and picked up and sent there. docs/protocol.md, section 5, gives the same as a table.
//
// The seed is spread over this one place and invitation: with any other manifest, group or link the same seed gives
// values that have nothing to do with these, so that two requests can never be compared with each other.

import { fromNumber, random, sha256, toNumber, unhex, utf8 } from "./bytes.js";
import { ORDER, pointOf } from "./p256.js";

const SEED = 16; // bytes
const PARTS = { scalar: 48, prefix: 32, salt: 48, blinding: 272, check: 2, form: 16 };

/** A new one. */
export const drawSeed = () => random(SEED);

/** The seed spread out, each part as bytes. `seed` is bytes, the others hex. */
async function spread(seed, { organisation, cycle, manifest, leaf }, invite) {
  const fixed = [organisation, cycle, manifest, leaf, invite].map(unhex);
  const salt = await sha256(utf8("pulse-seed-v1"), ...fixed);
  const key = await crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info: new Uint8Array() };
  const size = Object.values(PARTS).reduce((sum, part) => sum + part);
  const stream = new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 8 * size));
  const grown = {};
  let at = 0;
  for (const [name, length] of Object.entries(PARTS)) grown[name] = stream.slice(at, (at += length));
  return grown;
}

/** Key pair, prefix, salt, blinding (not yet reduced) and the check of the code. */
export async function grow(seed, place, invite) {
  const grown = await spread(seed, place, invite);
  const k = (toNumber(grown.scalar) % (ORDER - 1n)) + 1n;
  return { ...grown, blinding: toNumber(grown.blinding), sk: fromNumber(k, 32), pk: pointOf(k) };
}

/** Which of `count` forms this ballot is asked: drawn with the seed, so that every device with its code shows the same. */
export async function formOf(seed, place, invite, count) {
  const { form } = await spread(seed, place, invite);
  return Number(toNumber(form) % BigInt(count)); // 128 bits over a handful: none is likelier by more than 2^-120
}
