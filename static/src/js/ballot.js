// A ballot's bytes while it is written: the token's message and the inner document. How it is sealed stands in seal.js.
// docs/protocol.md, sections 5 and 6, gives the same as a table.

import { hex, join, sha256, unhex, utf8 } from "./bytes.js";

export const INNER_JSON = 7164;

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
