// A ballot's bytes when it is finished: the sealed inner layer, the signed outer layer, the receipt.
// docs/protocol.md, section 6, gives the same as a table.

import { INNER_JSON, innerDocument } from "./ballot.js";
import { base64url, fromNumber, hex, join, random, sha256, unhex, utf8 } from "./bytes.js";
import { encrypt } from "./hpke.js";
import { leafHash } from "./merkle.js";

const OUTER = 8192;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };

/** Length, document, zeros: always 7,168 bytes, so that a long comment looks like none. */
export function pad(document) {
  if (document.length > INNER_JSON) throw new RangeError("too long");
  return join(fromNumber(BigInt(document.length), 4), document, new Uint8Array(INNER_JSON - document.length));
}

export const sealInfo = async (place, pk) =>
  join(utf8("pulse-ballot-v1"), unhex(place.manifest), unhex(place.leaf), await sha256(pk));

/** Encrypt the padded document so that only the close of this cycle can open it. */
export const seal = async (document, bpk, place, pk) => encrypt(pad(document), unhex(bpk), await sealInfo(place, pk));

/** Everything that the ballot's own key signs. */
export const outerHead = (place, pk, prefix, token, sealed) =>
  join([1], unhex(place.cycle), unhex(place.manifest), unhex(place.leaf), pk, prefix, token, sealed);

/** Sign and pad to 8,192 bytes. */
export async function outer(head, sk, pk) {
  const [d, x, y] = [sk, pk.slice(1, 33), pk.slice(33)].map(base64url); // some browsers take no key without its point
  const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", d, x, y }, CURVE, false, ["sign"]);
  const message = join(utf8("pulse-cast-v1"), head);
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message));
  return join(head, signature, new Uint8Array(OUTER - head.length - signature.length));
}

/** The ballot's leaf on the public board. The salt lies inside the seal, so nobody else knows it before the close. */
export const receipt = async (salt, sealed) => leafHash(await sha256(salt, sealed));

/** The finished ballot: these very bytes are sent, however often it takes. */
export async function finish(token, place, bpk, answers, comments, language) {
  const salt = random(32);
  const sealed = await seal(innerDocument(answers, comments, language, salt), bpk, place, token.pk);
  const head = outerHead(place, token.pk, token.prefix, token.signature, sealed);
  return { outer: await outer(head, token.sk, token.pk), receipt: await receipt(salt, sealed) };
}
