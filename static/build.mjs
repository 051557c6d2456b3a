// Builds static/dist from static/src. The same sources give the same bytes in any folder on any machine:
// the check-in's code is frozen by its hash when a cycle opens, and a stranger can rebuild and compare it.
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { drawFaces } from "./faces.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, "node_modules");

const scripts = {
  "checkin-boot": "static/src/js/boot.js",
  "checkin-client": "static/src/js/client.js",
  receipt: "static/src/js/receipt.js",
  "picked-up": "static/src/js/picked_up.js",
  preview: "static/src/js/preview.js",
  charts: "static/src/js/charts.js",
  copy: "static/src/js/copy.js",
  editor: "static/src/js/editor.js",
  search: "static/src/js/search.js",
  unsaved: "static/src/js/unsaved.js",
};
const styles = {
  checkin: "static/src/css/checkin.css",
  staff: "static/src/css/staff.css",
};
// Inter for the pages of staff: Latin, and Vietnamese where a page holds it. The check-in keeps the phone's own type.
const fonts = {
  "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  "inter-vietnamese.woff2": "@fontsource-variable/inter/files/inter-vietnamese-wght-normal.woff2",
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

// A font is known by its contents, as `asset()` in the templates knows it: one address, kept by browsers for ever.
async function copyFonts() {
  await mkdir(join(root, "static/dist/fonts"), { recursive: true });
  for (const [name, file] of Object.entries(fonts)) {
    await copyFile(join(packages, file), join(root, "static/dist/fonts", name));
  }
}
const addressed = {
  name: "addressed",
  setup(build) {
    build.onResolve({ filter: /^fonts\// }, async ({ path }) => {
      const bytes = await readFile(join(root, "static/dist", path));
      const version = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
      return { path: `./${path}?v=${version}`, external: true };
    });
  },
};

// The names that Plotly has for our languages, as the folders of the languages say.
async function chartLocales() {
  const folder = join(root, "pulse/translations");
  const spoken = (await readdir(folder, { withFileTypes: true })).filter((each) => each.isDirectory());
  const said = await Promise.all(spoken.map(({ name }) => readFile(join(folder, name, "language.toml"), "utf8")));
  return said.map((text) => /^charts = "([\w-]+)"/m.exec(text)?.[1].toLowerCase()).filter(Boolean).sort();
}

// Plotly as its makers built it, its words in our languages, and its rules as a stylesheet: it would else put them
// into the page by itself, which the pages' policy forbids.
async function copyPlotly() {
  const folder = join(root, "static/dist/vendor");
  await mkdir(folder, { recursive: true });
  const bundle = join(packages, "plotly.js-basic-dist-min/plotly-basic.min.js");
  await copyFile(bundle, join(folder, "plotly-basic.min.js"));
  const [rules] = /\{"X,X div":[^]*?\}(?=;for\()/.exec(await readFile(bundle, "utf8"));
  const named = (selector) => selector.replaceAll("X", ".js-plotly-plot .plotly").replaceAll("Y", ".plotly-notifier");
  const sheet = Object.entries(runInNewContext(`(${rules})`)).map(([selector, rule]) => `${named(selector)}{${rule}}`);
  const { code } = await transform(sheet.join("\n"), { loader: "css", minify: true });
  await writeFile(join(folder, "plotly.css"), code);
  for (const locale of await chartLocales()) {
    const contents = `import locale from "plotly.js-locales/${locale}.js"; (window.PlotlyLocales ||= []).push(locale);`;
    const outfile = `static/dist/vendor/plotly-locale-${locale}.js`;
    await build({ ...script, format: "iife", stdin: { contents, resolveDir: root }, outfile });
  }
  await licences("static/dist/vendor/LICENSE", [
    ["plotly.js-basic-dist-min", "LICENSE"],
    ["plotly.js-locales", "LICENSE"],
  ]);
}

// The check-in's program names its later part by hash, so that its own hash stands for both.
await build({ ...script, entryPoints: { "checkin-late": "static/src/js/late.js" }, outdir: "static/dist" });
const late = createHash("sha256").update(await readFile(join(root, "static/dist/checkin-late.js"))).digest("hex");
script.define = { __LATE__: JSON.stringify(late) };

await build({ ...script, entryPoints: scripts, outdir: "static/dist" });
await copyFonts();
await drawFaces(root);
await copyPlotly();
await build({ ...common, entryPoints: styles, outdir: "static/dist", plugins: [addressed] });
await licences("static/dist/LICENSES.txt", [
  ["@fontsource-variable/inter", "LICENSE"],
]);

// The program's pure functions by their names, for the tests alone: phones need not carry the names.
await build({ ...script, entryPoints: { protocol: "static/src/js/protocol.js" }, outdir: "tests/browser/vendor" });

// Other libraries' blind signatures and HPKE, which the tests compare ours with. They are never served.
const oracles = { blindrsa: "@cloudflare/blindrsa-ts", hpke: "@hpke/core" };
for (const [name, library] of Object.entries(oracles)) {
  const stdin = { contents: `export * from "${library}";`, resolveDir: root };
  await build({ ...script, stdin, outfile: `tests/browser/vendor/${name}.js` });
}
// The judge of accessibility, for the tests alone.
await copyFile(join(packages, "axe-core/axe.min.js"), join(root, "tests/browser/vendor/axe.js"));
await licences("tests/browser/vendor/LICENSE", [
  ["axe-core", "LICENSE"],
  ["@cloudflare/blindrsa-ts", "LICENSE.txt"],
  ["@hpke/core", "LICENSE"],
  ["@hpke/common", "LICENSE"],
  ["sjcl", "LICENSE.txt"],
]);
