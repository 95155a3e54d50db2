/**
 * Feeds one reader, in a process of its own: node worker.mjs <reader> <seed> <milliseconds> <runs> <current file> [commands]
 *
 * The input that is being read lies in the current file, so that it is there when this process is ended from outside.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startCoverage } from './coverage.mjs';
import { isOurs, LIMITS } from './limits.mjs';
import { Random } from './random.mjs';
import { READERS } from './readers.mjs';

const [name, seed, milliseconds, runs, current, whole] = process.argv.slice(2);
const { seeds, mutate, run: read } = READERS[name];
const commands = whole === 'commands' ? await import('./commands.mjs') : undefined;
const run = commands ? await commands.commandsFor(name, `${current}-files`) : read;
const random = new Random(Number(seed));
const pool = [...(await seeds()), ...(commands?.COMMAND_SEEDS[name] ?? []), ...kept()];
if (pool.length === 0) throw new Error(`The reader ${name} has no files to begin with.`);
const coverage = startCoverage();
const counts = { read: 0, refused: 0 };
let made = 0;
const end = performance.now() + Number(milliseconds);

for (const [index, bytes] of pool.entries()) await feed(bytes, `file ${index} that it begins with`);
coverage.take();
const first = pool.length;
while (made < Number(runs) && performance.now() < end) {
  const bytes = mutate(random, random.pick(pool), random.pick(pool));
  made++;
  await feed(bytes, `input ${made}`);
  // What reached something new is worth to be changed further. To ask costs as much as to read ten small files.
  if (made % 8 === 0 && coverage.take() > 0 && bytes.length < 2 ** 18) pool.push(bytes);
}
process.send?.({ done: { made, ...counts, kept: pool.length - first, places: coverage.size() } });
process.disconnect?.();

/** Small files that once were read wrongly. */
function kept() {
  const folder = path.join(import.meta.dirname, 'corpus', name);
  try {
    return readdirSync(folder).map((file) => new Uint8Array(readFileSync(path.join(folder, file))));
  } catch {
    return [];
  }
}

async function feed(bytes, label) {
  writeFileSync(current, bytes);
  process.send?.({ at: label });
  const before = process.resourceUsage().maxRSS;
  // Of the processor, as other programs may take most of the clock's.
  const started = process.cpuUsage();
  try {
    await run(bytes.slice());
    counts.read++;
  } catch (error) {
    counts.refused++;
    if (!isOurs(error)) fail(`${label}: an error of no package: ${error?.stack ?? error}`);
  }
  const { user, system } = process.cpuUsage(started);
  const taken = (user + system) / 1000;
  if (taken > LIMITS.milliseconds) fail(`${label}: took ${Math.round(taken)} ms`);
  const grown = (process.resourceUsage().maxRSS - before) * 1024;
  if (grown > LIMITS.bytes) fail(`${label}: took ${(grown / 2 ** 20).toFixed(0)} MiB`);
  // Messages are sent between inputs.
  if (made % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
}

function fail(reason) {
  process.send?.({ failed: reason }, () => process.exit(1));
  throw new Error(reason);
}
