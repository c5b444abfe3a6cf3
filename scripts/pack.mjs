// Makes what trunk wrote small: optimises and minifies, then compresses (brotli 11, gzip 9) beside each file.
// Trunk calls this after each build; only releases are packed.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = process.env.TRUNK_STAGING_DIR;
const tools = process.env.PORTAL_TOOLS ?? fileURLToPath(new URL('../.tools', import.meta.url));

const FEATURES = [
  '--enable-bulk-memory',
  '--enable-nontrapping-float-to-int',
  '--enable-sign-ext',
  '--enable-mutable-globals',
  '--enable-reference-types',
  '--enable-multivalue',
];
// What a first visit loads is made as small as it gets. The clinic's program is three times as large, and what more than one pass
// takes off it, 1.4 %, is not worth a minute.
const isOfClinic = /[/\\]dist[/\\]clinic\b/.test(folder);
const PASSES = isOfClinic ? ['-Oz'] : ['--flatten', '--rereloop', '-Oz', '--gufa', '-Oz', '-Oz'];

function packWasm(path) {
  const whole = `${path}.whole`;
  renameSync(path, whole);
  const opt = (...options) => execFileSync(join(tools, 'bin', 'wasm-opt'), [...FEATURES, ...options], { stdio: 'inherit' });
  // Functions with like names are alike: side by side they compress better. Then the names go.
  opt('-g', ...PASSES, whole, '-o', path);
  opt('-g', '--reorder-functions-by-name', path, '-o', whole);
  opt('--strip-debug', whole, '-o', path);
  rmSync(whole);
}

async function packScript(path) {
  const { minify } = createRequire(join(tools, 'npm', 'package.json'))('terser');
  const { code } = await minify(readFileSync(path, 'utf8'), { module: true });
  writeFileSync(path, code);
}

if (process.env.TRUNK_PROFILE === 'release') {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|wasm|css|svg|json)$/.test(name)) continue;
    const path = join(folder, name);
    if (name.endsWith('.wasm')) packWasm(path);
    if (name.endsWith('.js')) await packScript(path);
    const plain = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length, [constants.BROTLI_PARAM_LGBLOCK]: 17 };
    writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }));
    writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
  }
}
