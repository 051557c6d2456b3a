// The public board of a cycle, checked in the browser: list, counts, log, signatures. docs/protocol.md, section 8.

import { fromNumber, hex, isHex, join, sha256, unhex, utf8 } from "./bytes.js";
import { isTrustee } from "./manifest.js";
import { leafHash, node, root } from "./merkle.js";

/** The cycle and the receipt in a link or a pasted text, or null. */
export function parseReceipt(text) {
  const cycle = /\bc=([0-9a-f]{32})(?![0-9a-f])/.exec(text)?.[1];
  const receipt = /\br=([0-9a-f]{64})(?![0-9a-f])/.exec(text)?.[1];
  return cycle && receipt ? { cycle, receipt } : null;
}

/** Every check by its key: true, false, or null where this browser cannot tell. */
export async function checkBoard(board, cycle) {
  const log = board.log.map((entry) => ({ ...entry, said: JSON.parse(entry.document) }));
  const ours = log.filter(({ said }) => said.cycle === cycle).map(({ said }) => said);
  const opened = ours.filter(({ kind }) => kind === "opened");
  const closed = ours.filter(({ kind }) => kind === "closed");
  const promised = JSON.parse(board.manifest);
  const manifest = hex(await sha256(utf8(board.manifest)));
  const leaves = board.leaves.every((leaf) => isHex(leaf, 32));
  const summed = leaves && hex(await root(board.leaves.map(unhex)));
  const entry = closed[0];
  // Brought back from a backup: who collected after it was made is not on its list, and counts all the same.
  const restored = ours.some(({ kind, manifest: named }) => kind === "restored" && named === manifest);
  const handedOut = restored ? board.invited : board.collected;
  return {
    check_leaves: leaves && rising(board.leaves) && board.leaves.length === board.accepted,
    check_root: closed.length === 1 && summed === board.root && summed === entry.root && same(entry, board),
    check_manifest: promised.cycle === cycle && [entry, opened[0]].every((e) => e?.manifest === manifest),
    check_counts: board.accepted + board.rejected <= handedOut && board.collected <= board.invited,
    check_log: await consistent(log),
    check_signature: await signed(log, board.log_key),
    ...((promised.trustee?.mode === "counts" || "counted" in board) && {
      check_trustee: await trusted(board, promised, manifest, entry),
    }),
  };
}

const rising = (leaves) => leaves.every((leaf, i) => i === 0 || leaves[i - 1] < leaf);

const same = (entry, board) =>
  ["origin", "invited", "collected", "accepted", "rejected"].every((name) => entry[name] === board[name]);

/** The root of each beginning of a list, the shortest first. Only the tree's right edge is kept and hashed anew. */
async function* roots(leaves) {
  const edge = []; // the roots of the full subtrees, the largest first
  for (let size = 1; size <= leaves.length; size++) {
    let hash = leaves[size - 1];
    for (let rest = size; rest % 2 === 0; rest /= 2) hash = await node(edge.pop(), hash);
    edge.push(hash);
    for (let i = edge.length - 2; i >= 0; i--) hash = await node(edge[i], hash);
    yield hash;
  }
}

async function consistent(log) {
  const leaves = await Promise.all(log.map(({ document }) => leafHash(utf8(document))));
  let size = 0;
  for await (const top of roots(leaves)) {
    if (hex(top) !== log[size++].root) return false;
  }
  return size > 0;
}

async function signed(log, logKey) {
  if (!isHex(logKey, 32)) return false;
  const label = utf8("pulse-log-v1");
  return holds(
    logKey,
    log.map(({ said, root: top, signature }, i) => [
      signature,
      join(label, unhex(said.organisation), fromNumber(BigInt(i + 1), 8), unhex(top)),
    ]),
  );
}

/** Whether the trustee whom the manifest names has signed this very count, and the log names what they signed. */
async function trusted({ counted, collected, accepted, rejected, root: top }, promised, manifest, entry) {
  const { trustee, organisation, cycle } = promised;
  if (!counted || trustee?.mode !== "counts" || !(await isTrustee(promised))) return false;
  const { document, signature } = counted;
  const { body } = JSON.parse(document);
  const facts = { accepted, body, collected, cycle, key: trustee.key, kind: "counted", manifest, organisation };
  const whole = JSON.stringify({ ...facts, rejected, root: top, v: 1 }); // in order: canonical, and nothing else in it
  const hash = await sha256(utf8(document));
  if (document !== whole || !isHex(body, 32) || !isHex(signature, 64) || entry?.statement !== hex(hash)) return false;
  return holds(trustee.sign, [[signature, join(utf8("pulse-count-v1"), unhex(manifest), hash)]]);
}

/** Whether each signature is this Ed25519 key's over its message; null where this browser cannot tell. */
async function holds(raw, pairs) {
  let key = null;
  try {
    key = await crypto.subtle.importKey("raw", unhex(raw), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  const all = pairs.map(([signature, message]) => crypto.subtle.verify("Ed25519", key, unhex(signature), message));
  return (await Promise.all(all)).every(Boolean);
}
