// Everything secret about a ballot before its answers follows from one seed of 128 bits: so that it can be carried to
// another device as a code, and picked up and sent there. docs/protocol.md, section 5, gives the same as a table.
//
// The seed is spread over this one place and invitation: with any other manifest, group or link the same seed gives
// values that have nothing to do with these, so that two requests can never be compared with each other.

import { fromNumber, random, sha256, toNumber, unhex, utf8 } from "./bytes.js";
import { ORDER, pointOf } from "./p256.js";

const SEED = 16; // bytes
const PARTS = { scalar: 48, prefix: 32, salt: 48, blinding: 272, check: 2 };

/** A new one. */
export const drawSeed = () => random(SEED);

/** Key pair, prefix, salt, blinding (not yet reduced) and the check of the code. `seed` is bytes, the others hex. */
export async function grow(seed, { organisation, cycle, manifest, leaf }, invite) {
  const fixed = [organisation, cycle, manifest, leaf, invite].map(unhex);
  const salt = await sha256(utf8("pulse-seed-v1"), ...fixed);
  const key = await crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info: new Uint8Array() };
  const size = Object.values(PARTS).reduce((sum, part) => sum + part);
  const stream = new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 8 * size));
  const grown = {};
  let at = 0;
  for (const [name, length] of Object.entries(PARTS)) grown[name] = stream.slice(at, (at += length));
  const k = (toNumber(grown.scalar) % (ORDER - 1n)) + 1n;
  return { ...grown, blinding: toNumber(grown.blinding), sk: fromNumber(k, 32), pk: pointOf(k) };
}
