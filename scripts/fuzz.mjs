/**
 * npm run fuzz -- --minutes 2 [--reader png] [--seed 1] [--runs 10000] [--commands]
 *
 * Changes files of every format, by structure and guided by coverage, and reads them with the built packages. A file may take
 * 5 s and 1 GB, and give a result or an error of a package. With `--commands` they go through the commands of `miniseg` that
 * read such files, one in 251 in a process of its own, which may take 5 s and 1 GB in all. What breaks a rule is made small and kept in
 * `fuzz-failures/`; once it is mended, it belongs into `scripts/fuzz/corpus/<reader>/`, which every run begins with.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { COMMAND_READERS } from './fuzz/command-readers.mjs';
import { LIMITS } from './fuzz/limits.mjs';
import { READERS } from './fuzz/readers.mjs';
import { projectRoot } from './shared-folder.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    reader: { type: 'string', multiple: true },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    runs: { type: 'string', default: 'Infinity' },
    commands: { type: 'boolean', default: false },
  },
});
const known = values.commands ? COMMAND_READERS : Object.keys(READERS);
const readers = values.reader ?? known;
const unknown = readers.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`There is no reader ${unknown}; there are ${known.join(', ')}.`);

const START = 'its start';
const ofProcessor = existsSync('/proc/self/stat');
const scratch = mkdtempSync(path.join(tmpdir(), 'miniseg-fuzz-'));
const failures = path.join(projectRoot, 'fuzz-failures');
const end = performance.now() + 60_000 * Number(values.minutes);
let failed = 0;
console.log(`Seed ${values.seed}; the same seed changes files in the same way.`);
try {
  for (const [index, name] of readers.entries()) {
    const share = Math.max(1000, (end - performance.now()) / (readers.length - index));
    await feedReader(name, share);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(
  failed === 0 ? 'All files were read or refused.' : `${failed} readers broke a rule; see ${failures}.`,
);
process.exitCode = failed === 0 ? 0 : 1;

async function feedReader(name, milliseconds) {
  const current = path.join(scratch, name);
  const args = [
    ...[name, values.seed, String(milliseconds), values.runs, current],
    ...(values.commands ? ['commands'] : []),
  ];
  const { done, reason } = await watch(args);
  if (done) {
    const { made, read, refused, kept, places } = done;
    console.log(
      `${name.padEnd(20)}${made} files: ${read} read, ${refused} refused; ${kept} reached something new, ${places} places`,
    );
    return;
  }
  failed++;
  if (!existsSync(current)) {
    console.error(`${name.padEnd(20)}FAILED at ${reason}`);
    return;
  }
  const bytes = readFileSync(current);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  mkdirSync(failures, { recursive: true });
  const file = path.join(failures, `${name}-${hash}`);
  writeFileSync(file, bytes);
  console.error(`${name.padEnd(20)}FAILED at ${reason}\n  kept as ${file}`);
}

/** Ends the process when an input takes too long, as only somebody else can. */
function watch(args) {
  return new Promise((resolve) => {
    const child = fork(path.join(import.meta.dirname, 'fuzz', 'worker.mjs'), args, {
      execArgv: ['--max-old-space-size=2048'],
      silent: true,
    });
    let outcome = {};
    let label = START;
    let errors = '';
    let since = { clock: performance.now(), taken: 0 };
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('message', (message) => {
      since = { clock: performance.now(), taken: taken(child.pid) };
      if (message.at) label = message.at;
      if (message.done) outcome = { done: message.done };
      if (message.failed) outcome = { reason: message.failed };
    });
    // Messages come late by as much as the process is busy between them: starting takes its time, too.
    const patience = setInterval(() => {
      const clock = performance.now() - since.clock;
      const spent = ofProcessor ? taken(child.pid) - since.taken : clock;
      const most = (label === START ? 60 : 12) * LIMITS.milliseconds;
      // Of the clock's time other programs may take most; what waits for ever takes none.
      if (spent < most && clock < 60 * LIMITS.milliseconds) return;
      outcome = { reason: `${label}: took more than ${LIMITS.milliseconds} ms` };
      child.kill('SIGKILL');
    }, 500);
    child.on('exit', (code) => {
      clearInterval(patience);
      resolve(
        outcome.done || outcome.reason
          ? outcome
          : { reason: `${label}: the process ended with ${code}\n${errors}` },
      );
    });
  });
}

/** Milliseconds of the processor that a process has taken, where the system tells (proc_pid_stat(5), in hundredths of a second). */
function taken(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
    const [user, system] = fields.slice(11, 13);
    return 10 * (Number(user) + Number(system));
  } catch {
    return 0;
  }
}
