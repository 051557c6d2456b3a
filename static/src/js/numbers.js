// Whole numbers modulo another.

export const modulo = (a, n) => ((a % n) + n) % n;

/** The number whose product with a is 1 modulo n (Euclid). Throws if there is none. */
export function invert(a, n) {
  let [r, next, x, nextX] = [n, modulo(a, n), 0n, 1n];
  while (next) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [x, nextX] = [nextX, x - quotient * nextX];
  }
  if (r !== 1n) throw new Error("no inverse");
  return modulo(x, n);
}
