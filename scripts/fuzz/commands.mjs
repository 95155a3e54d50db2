/**
 * Changed files through whole commands, as `miniseg` runs them: in this process, and now and then in one of its own, whose
 * memory is that of the command and of nothing else.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '@miniseg/cli';
import { projectRoot } from '../shared-folder.mjs';
import { COMMAND_SEEDS, COMMANDS } from './command-readers.mjs';
import { LIMITS } from './limits.mjs';

export { COMMAND_SEEDS };

const bin = path.join(projectRoot, 'packages/cli/bin/miniseg.js');
/** One file in so many has a process of its own; a prime, so that every command comes to it. */
const SAMPLE = 251;

/**
 * @param name Of the reader.
 * @param folder For files; made here.
 * @returns A function as `run` of a reader: it throws an error of the command line where a command refuses the file, and
 *   another one for a defect.
 */
export async function commandsFor(name, folder) {
  const [fileName, commandsOf] = COMMANDS[name];
  mkdirSync(path.join(folder, 'items'), { recursive: true });
  const at = (each) => path.join(folder, each);
  await writeCompanions(at);
  const commands = commandsOf(at(fileName), at);
  let count = 0;
  return async (bytes) => {
    for (const each of [fileName, 'copy.png']) writeFileSync(at(each), bytes);
    const command = commands[count++ % commands.length];
    const alone = count % SAMPLE === 0;
    const { code, errors } = alone ? inOwnProcess(command) : await inThisProcess(command);
    const shown = `miniseg ${command.join(' ')}`;
    if (![0, 1, 2].includes(code)) throw new Error(`${shown} ended with ${code}: ${errors}`);
    // The command line shows where a defect came up, and nothing of the kind for errors of the packages.
    if (/^\s+at .+:\d+/m.test(errors)) throw new Error(`${shown}: a defect: ${errors}`);
    if (code !== 0) throw Object.assign(new Error(errors), { [Symbol.for('@miniseg/cli.error')]: true });
  };
}

/** What commands need beside the changed file: small weights, a slice, and the numbers of a model.json. */
async function writeCompanions(at) {
  const files = await import('./model-files.mjs');
  const [small] = await files.weights();
  writeFileSync(at('weights.safetensors'), small);
  writeFileSync(at('weights.bin'), await files.shard());
  const { encodePng } = await import('@miniseg/formats');
  const data = Uint8Array.from({ length: 32 * 32 }, (_, index) => (index * 7) & 255);
  const picture = { width: 32, height: 32, channels: 1, maxValue: 255 };
  const slice = encodePng({ ...picture, data });
  writeFileSync(at('mask.png'), encodePng({ ...picture, data: data.map((grey) => (grey < 64 ? 255 : 0)) }));
  for (const each of ['slice.png', 'items/a1.png', 'items/b2.png']) writeFileSync(at(each), slice);
}

async function inThisProcess(command) {
  const { write: writeOut } = process.stdout;
  const { write: writeError } = process.stderr;
  let errors = '';
  process.stdout.write = () => true;
  process.stderr.write = (chunk) => {
    errors += chunk;
    return true;
  };
  try {
    return { code: await main(command), errors };
  } finally {
    process.stdout.write = writeOut;
    process.stderr.write = writeError;
  }
}

/** @throws {Error} for a command that takes more time or memory than a file may ask for. */
function inOwnProcess(command) {
  const usage = `process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    process.stderr.write('\\nusage ' + JSON.stringify([(userCPUTime + systemCPUTime) / 1000, maxRSS * 1024]));
  });`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(usage)}`, bin, ...command],
    { encoding: 'utf8' },
  );
  const [errors, told] = stderr.split('\nusage ');
  const [milliseconds, bytes] = JSON.parse(told ?? '[0,0]');
  const shown = `miniseg ${command.join(' ')}`;
  if (milliseconds > LIMITS.milliseconds) throw new Error(`${shown} took ${Math.round(milliseconds)} ms`);
  if (bytes > LIMITS.bytes) throw new Error(`${shown} took ${(bytes / 2 ** 20).toFixed(0)} MiB`);
  return { code: status, errors };
}
