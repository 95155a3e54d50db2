/**
 * Makes `src/generated` of packages/model: the registry of weights, and the bytes of those that come with the package in
 * base64, so that no bundler, no server and no policy of a page stands between a program and them. Run by the package's
 * `build`, in its folder, which fails where a file is not the one that the registry names.
 *
 *   node scripts/embed-weights.mjs --update    after weights/<name>.safetensors was replaced: hash, size and normalization
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './shared-folder.mjs';

const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
const folder = path.join(projectRoot, 'packages', 'model');
const at = (...parts) => path.join(folder, ...parts);
const registry = JSON.parse(readFileSync(at('weights', 'registry.json'), 'utf8'));

const modules = { 'registry.ts': registryModule };
for (const entry of registry) {
  if (!existsSync(at(entry.card))) fail(`'${entry.name}' names the card ${entry.card}, and there is none.`);
  if (entry.url !== undefined) continue;
  const file = at('weights', entry.file);
  const bytes = readFileSync(file);
  const found = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  if (values.update) {
    Object.assign(entry, found, remembered(bytes));
    console.log(`${entry.name}: ${entry.bytes} bytes, sha256 ${entry.sha256}`);
  } else if (found.sha256 !== entry.sha256) {
    fail(
      `${file} is not the file of weights/registry.json. If it was replaced: node scripts/embed-weights.mjs --update`,
    );
  }
  modules[`${entry.name}.ts`] = () =>
    `/** Generated from weights/${entry.file}; ${bytes.length} bytes. */\nconst base64: string = '${bytes.toString('base64')}';\nexport default base64;\n`;
}
if (values.update) writeFileSync(at('weights', 'registry.json'), `${JSON.stringify(registry, null, 2)}\n`);
mkdirSync(at('src', 'generated'), { recursive: true });
for (const [name, text] of Object.entries(modules)) writeIfChanged(at('src', 'generated', name), text());

function registryModule() {
  const bundled = registry
    .filter(({ url }) => url === undefined)
    .map(({ name }) => `  '${name}': () => import('./${name}.js'),\n`);
  return (
    `/** Generated from weights/registry.json. */\nexport const ENTRIES = ${JSON.stringify(registry, null, 2)} as const;\n` +
    `/** In base64, each in a file of its own that is loaded when it is used. */\n` +
    `export const BUNDLED: Record<string, () => Promise<{ default: string }>> = {\n${bundled.join('')}};\n`
  );
}

/** What a safetensors file of ours says of its training. */
function remembered(bytes) {
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString('utf8'));
  const { options, normalization, inputSize } = JSON.parse(header.__metadata__.miniseg);
  return { preset: options.preset, normalization, ...(inputSize && { inputSize }) };
}

function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
