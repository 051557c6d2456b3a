// What is needed only after the first questions, in a file of its own: comments, the seal, the last page, and the code
// for another device. Every phone fetches all of it at the same moment, so that fetching it tells nothing, and has it when the
// connection is gone.

export { spaceLeft } from "./ballot.js";
export { choice } from "./choices.js";
export { comment, ready } from "./comment.js";
export { Moving } from "./moving.js";
export { finish } from "./seal.js";
export { sent } from "./sent.js";
