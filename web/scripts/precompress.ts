// Beside each text of dist/assets, the same in brotli and gzip: the service sends them as they are and compresses nothing itself.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ASSETS = "dist/assets";
/** Below this the headers are larger than the gain. */
const SMALLEST_BYTES = 512;

for (const name of readdirSync(ASSETS).filter((one) => /\.(js|css|svg)$/.test(one))) {
  const path = `${ASSETS}/${name}`;
  const text = readFileSync(path);
  if (text.length < SMALLEST_BYTES) continue;
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
