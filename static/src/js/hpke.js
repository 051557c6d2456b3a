// HPKE (RFC 9180), the sender's half of one suite: base mode, P-256, HKDF-SHA256, AES-128-GCM, no AAD, one message.
// Everything that computes is the browser's own; here stands only the order of the steps. The tests compare it with
// the RFC's own values, with another library and with Python's.

import { join, utf8 } from "./bytes.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const KEM = join(utf8("KEM"), [0, 0x10]);
const SUITE = join(utf8("HPKE"), [0, 0x10, 0, 1, 0, 1]);
const NONE = new Uint8Array();

async function hmac(key, ...parts) {
  const known = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", known, join(...parts)));
}

/** LabeledExtract. A salt of 32 zeros is the same to HMAC as an empty one, which not every browser takes. */
const extract = (suite, label, ikm, salt = new Uint8Array(32)) => hmac(salt, utf8("HPKE-v1"), suite, utf8(label), ikm);

/** LabeledExpand, for at most 32 bytes. */
async function expand(suite, prk, label, info, size) {
  return (await hmac(prk, [0, size], utf8("HPKE-v1"), suite, utf8(label), info, [1])).slice(0, size);
}

/** Encrypt `plain` to the point `publicKey`, bound to `info`: enc || ciphertext. `pair` is drawn anew for each message. */
export async function encrypt(plain, publicKey, info, pair = null) {
  const own = pair ?? (await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]));
  const theirs = await crypto.subtle.importKey("raw", publicKey, CURVE, false, []);
  const dh = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const joined = join(enc, publicKey);
  const shared = await expand(KEM, await extract(KEM, "eae_prk", new Uint8Array(dh)), "shared_secret", joined, 32);
  const context = join([0], await extract(SUITE, "psk_id_hash", NONE), await extract(SUITE, "info_hash", info));
  const secret = await extract(SUITE, "secret", NONE, shared);
  const key = await crypto.subtle.importKey("raw", await expand(SUITE, secret, "key", context, 16), "AES-GCM", false, ["encrypt"]);
  const iv = await expand(SUITE, secret, "base_nonce", context, 12);
  return join(enc, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain)));
}
