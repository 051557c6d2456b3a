// Merkle trees as in RFC 9162 over SHA-256: one hash that stands for a whole list.

import { hex, sha256 } from "./bytes.js";

export const leafHash = (data) => sha256([0], data);

export const node = (left, right) => sha256([1], left, right);

/** The root of a list of leaf hashes. */
export async function root(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  let half = 1;
  while (2 * half < leaves.length) half *= 2; // the largest power of two below the size
  return node(await root(leaves.slice(0, half)), await root(leaves.slice(half)));
}

/** Whether `leaf` stands at `index` of the `size` leaves under `expected` (section 2.1.3.2). */
export async function included(leaf, index, size, proof, expected) {
  if (!Number.isInteger(index) || index < 0 || index >= size) return false;
  let [here, last, hash] = [index, size - 1, leaf];
  for (const other of proof) {
    if (last === 0) return false;
    if (here % 2 === 1 || here === last) {
      hash = await node(other, hash);
      while (here % 2 === 0 && here !== 0) [here, last] = [here >> 1, last >> 1];
    } else {
      hash = await node(hash, other);
    }
    [here, last] = [here >> 1, last >> 1];
  }
  return last === 0 && hex(hash) === hex(expected);
}
