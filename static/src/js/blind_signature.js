// Blind signatures: RFC 9474, RSABSSA-SHA384-PSS-Randomized, the half of the one who holds the ballot.
//
// The server signs a number from which it can learn nothing: our message was multiplied by a random
// number that only this browser knows. Afterwards we divide it away again. What is left is an ordinary
// RSA-PSS signature of a message that the server has never seen.

import { base64url, fromNumber, join, sha384, toNumber } from "./bytes.js";
import { invert } from "./numbers.js";

const HASH = 48; // bytes of SHA-384; the salt is as long

const sizeOf = (n) => Math.ceil(n.toString(16).length / 2);

/** a to the power 65537 = 2^16 + 1: square sixteen times, then multiply once more. */
function power(a, n) {
  let result = a;
  for (let i = 0; i < 16; i++) result = (result * result) % n;
  return (result * a) % n;
}

/** EMSA-PSS (RFC 8017, 9.1.1) for a modulus of `bits` bits. RFC 9474 means bits - 1 where it says bits. */
async function encode(message, bits, salt) {
  const length = Math.ceil((bits - 1) / 8);
  const digest = await sha384(new Uint8Array(8), await sha384(message), salt);
  const block = join(new Uint8Array(length - 2 * HASH - 2), [1], salt);
  for (let at = 0; at < block.length; at += HASH) {
    const mask = await sha384(digest, fromNumber(BigInt(at / HASH), 4));
    for (let i = 0; i < HASH && at + i < block.length; i++) block[at + i] ^= mask[i];
  }
  block[0] &= 0xff >> (8 * length - (bits - 1));
  return join(block, digest, [0xbc]);
}

/** What may be shown to the signer; the secret `inverse` will undo the blinding. Throws if n is no honest modulus. */
export async function blind(n, message, salt, inverse) {
  const encoded = toNumber(await encode(message, n.toString(2).length, salt));
  invert(encoded, n); // throws if the message shares a factor with n
  return fromNumber((encoded * power(invert(inverse, n), n)) % n, sizeOf(n));
}

/** Undo the blinding and verify; throws if the signer has not signed what we sent. */
export async function finalize(n, message, blindSignature, inverse) {
  const signature = fromNumber((toNumber(blindSignature) * inverse) % n, sizeOf(n));
  if (blindSignature.length !== sizeOf(n) || !(await verify(n, message, signature))) throw new Error("no signature");
  return signature;
}

/** Whether `signature` is an RSA-PSS signature of `message`; the browser's own code decides. */
export async function verify(n, message, signature) {
  const jwk = { kty: "RSA", n: base64url(fromNumber(n, sizeOf(n))), e: "AQAB" };
  const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  return crypto.subtle.verify({ name: "RSA-PSS", saltLength: HASH }, key, signature, message);
}
