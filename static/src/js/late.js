// What is needed only after the first question, in a file of its own: the seal, the last page, and the code for another
// device. Every phone fetches all of it at the same moment, so that fetching it tells nothing, and has it when the
// connection is gone.

export { Moving } from "./moving.js";
export { finish } from "./seal.js";
export { sent } from "./sent.js";
