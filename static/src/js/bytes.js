// Bytes and their spellings. Everything that travels in JSON or in an address is lowercase hex.

const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const isHex = (text, bytes) => typeof text === "string" && text.length === 2 * bytes && /^[0-9a-f]*$/.test(text);

export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const random = (size) => crypto.getRandomValues(new Uint8Array(size));

export const toNumber = (bytes) => BigInt("0x" + (hex(bytes) || "0"));

export const fromNumber = (number, size) => unhex(number.toString(16).padStart(2 * size, "0"));

const digest = async (name, parts) => new Uint8Array(await crypto.subtle.digest(name, join(...parts)));

export const sha256 = (...parts) => digest("SHA-256", parts);

export const sha384 = (...parts) => digest("SHA-384", parts);

export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

export const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
