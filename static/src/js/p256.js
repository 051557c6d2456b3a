// The public point of a P-256 key of our own: k times the base point, on whole numbers. Browsers sign with such a key,
// but some take it in only together with its point. How long it takes may depend on the key: it runs on the holder's own
// device, once or twice in the life of a key that signs one ballot, and nobody can ask for it or measure it from afar.

import { fromNumber, join } from "./bytes.js";
import { invert, modulo } from "./numbers.js";

const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const X = 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n;
const Y = 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n;

export const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

// Points as [x, y, z], which stands for (x / z², y / z³): then nothing is divided before the end.

function twice([x, y, z]) {
  const [zz, yy] = [z * z, (y * y) % P];
  const [xyy, slope] = [4n * x * yy, (3n * (x - zz) * (x + zz)) % P];
  const w = (slope * slope - 2n * xyy) % P;
  return [w, (slope * (xyy - w) - 8n * yy * yy) % P, (2n * y * z) % P];
}

function plusBase([x, y, z]) {
  const zz = (z * z) % P;
  const [run, rise] = [(X * zz - x) % P, (Y * zz * z - y) % P];
  const [rr, rrr] = [run * run * x, (run * run * run) % P];
  const w = (rise * rise - rrr - 2n * rr) % P;
  return [w, (rise * (rr - w) - y * rrr) % P, (run * z) % P];
}

/** k times the base point, for k from 1 to ORDER - 1: then no addition meets the base point or its mirror image. */
export function pointOf(k) {
  let sum = [X, Y, 1n];
  for (const bit of k.toString(2).slice(1)) {
    sum = twice(sum);
    if (bit === "1") sum = plusBase(sum);
  }
  const [x, y, z] = sum;
  const under = invert(z, P);
  return join([4], ...[x * under ** 2n, y * under ** 3n].map((part) => fromNumber(modulo(part, P), 32)));
}
