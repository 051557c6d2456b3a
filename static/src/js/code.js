// The code under which a ballot goes on elsewhere: its seed and twelve bits of check, in Crockford's base 32, which has
// no letter that could be taken for another or for a digit.

import { fromNumber, toNumber } from "./bytes.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 28;
const TAKEN_FOR = { O: "0", I: "1", L: "1" };

/** Seven groups of four. `check` is the seed's for this link, two bytes of which twelve bits are shown. */
export function codeOf(seed, check) {
  let number = (toNumber(seed) << 12n) + (toNumber(check) >> 4n);
  let code = "";
  for (; code.length < LENGTH; number >>= 5n) code = ALPHABET[number & 31n] + code;
  return code.match(/.{4}/g).join("-");
}

/** The seed of a code as somebody typed it, or null if `checkOf` it says that it is not the code of this link. */
export async function seedOf(typed, checkOf) {
  const letters = typed.normalize("NFKC").toUpperCase().replace(/[\s\p{P}]/gu, "");
  const digits = Array.from(letters, (letter) => ALPHABET.indexOf(TAKEN_FOR[letter] ?? letter));
  if (digits.length !== LENGTH || digits.includes(-1)) return null;
  const number = digits.reduce((sum, digit) => sum * 32n + BigInt(digit), 0n);
  const seed = fromNumber(number >> 12n, 16);
  return (number & 4095n) === toNumber(await checkOf(seed)) >> 4n ? seed : null;
}
