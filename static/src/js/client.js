// The check-in's program. Its hash stands in the manifest; the page loads it only if the hash is right.

export { start } from "./checkin.js";
