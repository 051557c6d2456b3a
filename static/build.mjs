// Builds static/dist from static/src. The same sources give the same bytes in any folder on any machine:
// the check-in's code is frozen by its hash when a cycle opens, and a stranger can rebuild and compare it.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, "node_modules");

const scripts = {
  "checkin-boot": "static/src/js/boot.js",
  "checkin-client": "static/src/js/client.js",
  receipt: "static/src/js/receipt.js",
};
const styles = {
  checkin: "static/src/css/checkin.css",
  staff: "static/src/css/staff.css",
};
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
const script = { ...common, format: "esm", platform: "browser", target: "es2022" };

async function licences(target, names) {
  const texts = names.map(async ([name, file]) => {
    const version = JSON.parse(await readFile(join(packages, name, "package.json"), "utf8")).version;
    return `${name} ${version}\n\n${(await readFile(join(packages, name, file), "utf8")).trim()}\n`;
  });
  await mkdir(dirname(join(root, target)), { recursive: true });
  await writeFile(join(root, target), (await Promise.all(texts)).join("\n\n"));
}

// The check-in's program names the sealer by its hash, so that its own hash stands for both.
await build({ ...script, entryPoints: { "checkin-sealer": "static/src/js/sealer.js" }, outdir: "static/dist" });
const sealer = createHash("sha256").update(await readFile(join(root, "static/dist/checkin-sealer.js"))).digest("hex");
script.define = { __SEALER__: JSON.stringify(sealer) };

await build({ ...script, entryPoints: scripts, outdir: "static/dist" });
await build({ ...common, entryPoints: styles, outdir: "static/dist" });
await licences("static/dist/LICENSES.txt", [
  ["@hpke/core", "LICENSE"],
  ["@hpke/common", "LICENSE"],
]);

// The program's pure functions by their names, for the tests alone: phones need not carry the names.
await build({ ...script, entryPoints: { protocol: "static/src/js/protocol.js" }, outdir: "tests/browser/vendor" });

// Another library's blind signatures, which the tests compare ours with. It is never served.
await build({
  ...script,
  stdin: { contents: 'export * from "@cloudflare/blindrsa-ts";', resolveDir: root },
  outfile: "tests/browser/vendor/blindrsa.js",
});
await licences("tests/browser/vendor/LICENSE", [
  ["@cloudflare/blindrsa-ts", "LICENSE.txt"],
  ["sjcl", "LICENSE.txt"],
]);
