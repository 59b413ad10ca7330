// Compiles sass/teamlet.scss with the USWDS subset it names, and puts beside it exactly the fonts and pictures that
// the result asks for. The output is git-ignored; hashed names come later, from the product's static storage.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const uswds = join(here, "node_modules/@uswds/uswds");
const out = resolve(here, "../teamlet/ground/ui/static/ui");
const GZIPPED_LIMIT = 30_000;

const compiled = sass.compile(join(here, "sass/teamlet.scss"), {
  loadPaths: [join(here, "sass"), join(uswds, "packages"), uswds],
  style: "compressed",
  quietDeps: true,
});

// Static storage with hashed names stops at a source map that is not there.
let css = compiled.css.replace(/\/[*/]#\s*sourceMappingURL=[^*\n]*(\*\/)?/g, "");

// Every browser we support reads woff2: the older forms of the same font stay behind.
css = css.replace(/@font-face\s*\{[^}]*\}/g, (rule) =>
  rule.replace(/src:([^;}]*)/, (whole, sources) => {
    const modern = sources.split(/,(?=\s*url\()/).filter((source) => /woff2/.test(source));
    return modern.length ? `src:${modern.join(",").trim()}` : whole;
  }),
);

// What the style sheet asks for, looked up in our own assets first, then in USWDS.
const wanted = new Set();
for (const [, address] of css.matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)) {
  if (!address.startsWith("data:") && !address.startsWith("#")) wanted.add(address.split(/[?#]/)[0]);
}
for (const folder of ["fonts", "img"]) rmSync(join(out, folder), { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const missing = [];
for (const address of wanted) {
  const path = normalize(address);
  const inside = path.replace(/^(\.\.\/)+/, "");
  const source = [join(here, "assets", inside), join(uswds, "dist", inside)].find((file) => existsSync(file));
  if (!source || !/^(fonts|img)\//.test(path)) {
    missing.push(address);
    continue;
  }
  mkdirSync(dirname(join(out, path)), { recursive: true });
  copyFileSync(source, join(out, path));
}
if (missing.length) {
  console.error(`The style sheet asks for files that are not there: ${missing.join(", ")}`);
  process.exit(1);
}

const zipped = gzipSync(css, { level: 9 }).length;
if (zipped > GZIPPED_LIMIT) {
  console.error(`teamlet.css is ${zipped} bytes gzipped; the limit is ${GZIPPED_LIMIT}.`);
  process.exit(1);
}
writeFileSync(join(out, "teamlet.css"), css);
const version = JSON.parse(readFileSync(join(uswds, "package.json"), "utf8")).version;
console.error(`  teamlet.css: ${css.length} bytes, ${zipped} gzipped, ${wanted.size} files, USWDS ${version}`);
