// HPKE (RFC 9180, base mode): P-256, HKDF-SHA256, AES-128-GCM. A file of its own, because it is needed last.

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { join } from "./bytes.js";

/** Encrypt `plain` to the point `publicKey`, bound to `info`: enc || ciphertext. */
export async function seal(plain, publicKey, info) {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey.buffer);
  const { ct, enc } = await suite.seal({ recipientPublicKey, info: info.buffer }, plain.buffer);
  return join(new Uint8Array(enc), new Uint8Array(ct));
}
