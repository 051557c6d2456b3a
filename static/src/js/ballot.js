// A ballot's bytes: the key pair, the token's message, the sealed inner layer, the signed outer layer, the receipt.
// docs/protocol.md, sections 5 and 6, gives the same as a table.

import { fromNumber, hex, join, random, sha256, unhex, utf8 } from "./bytes.js";
import { leafHash } from "./merkle.js";
import { sealer } from "./program.js";

export const INNER_JSON = 7164;
const OUTER = 8192;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };

/** A fresh key pair for one ballot: the point and the private key's bytes. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const [point, secret] = [
    await crypto.subtle.exportKey("raw", pair.publicKey),
    await crypto.subtle.exportKey("pkcs8", pair.privateKey),
  ];
  return { pk: new Uint8Array(point), sk: new Uint8Array(secret) };
}

/** The message that the server signs without seeing it; `place` holds organisation, cycle, manifest and leaf in hex. */
export async function tokenMessage(place, pk) {
  const { organisation, cycle, manifest, leaf } = place;
  return join(utf8("pulse-token-v1"), ...[organisation, cycle, manifest, leaf].map(unhex), await sha256(pk));
}

/** What a person typed, without control characters other than line breaks. */
export function cleanText(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, " ")
    .replace(/(?!\n)\p{Cc}/gu, "")
    .replace(/\p{Surrogate}/gu, "\ufffd") // half a character cannot be written in UTF-8
    .trim();
}

/** The inner document: skipped questions and empty comments are left out. */
export function innerDocument(answers, comments, language, salt) {
  const written = Object.entries(comments)
    .map(([question, text]) => ({ question, text: cleanText(text) }))
    .filter(({ text }) => text);
  return utf8(JSON.stringify({ answers, comments: written, language, salt: hex(salt) }));
}

/** How many bytes are left for comments; negative if it is too long. */
export const spaceLeft = (answers, comments, language) =>
  INNER_JSON - innerDocument(answers, comments, language, new Uint8Array(32)).length;

/** Length, document, zeros: always 7,168 bytes, so that a long comment looks like none. */
export function pad(document) {
  if (document.length > INNER_JSON) throw new RangeError("too long");
  return join(fromNumber(BigInt(document.length), 4), document, new Uint8Array(INNER_JSON - document.length));
}

export const sealInfo = async (place, pk) =>
  join(utf8("pulse-ballot-v1"), unhex(place.manifest), unhex(place.leaf), await sha256(pk));

/** Encrypt the padded document so that only the close of this cycle can open it: enc || ciphertext. */
export async function seal(document, bpk, place, pk) {
  return (await sealer()).seal(pad(document), unhex(bpk), await sealInfo(place, pk));
}

/** Everything that the ballot's own key signs. */
export const outerHead = (place, pk, prefix, token, sealed) =>
  join([1], unhex(place.cycle), unhex(place.manifest), unhex(place.leaf), pk, prefix, token, sealed);

/** Sign and pad to 8,192 bytes. */
export async function outer(head, sk) {
  const key = await crypto.subtle.importKey("pkcs8", sk, CURVE, false, ["sign"]);
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
  return { outer: await outer(head, token.sk), receipt: await receipt(salt, sealed) };
}
