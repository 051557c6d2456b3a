// All the pure functions together, for the tests that compare them with the server's own and with docs/protocol.md.

export * from "./ballot.js";
export * from "./blind_signature.js";
export * from "./bytes.js";
export * from "./code.js";
export * from "./hpke.js";
export * from "./manifest.js";
export * as merkle from "./merkle.js";
export * from "./p256.js";
export * from "./seal.js";
export * from "./seed.js";
export { Words } from "./words.js";
