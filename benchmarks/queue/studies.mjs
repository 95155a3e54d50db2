/** Series of an archive through `miniseg worker`. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { seriesJobOf, studyPlan } from '../../packages/cli/dist/service/job-making.js';
import { Queue } from './cli.mjs';

const PROGRAM = fileURLToPath(new URL('../../packages/cli/bin/miniseg.js', import.meta.url));
const WEIGHTS = fileURLToPath(
  new URL('../../packages/model/weights/phantom-aaai.safetensors', import.meta.url),
);

export async function segmentStudies({ queue: where, folder, archive, studies, workers }) {
  const out = path.join(folder, `results${workers}`);
  const words = ['--weights', WEIGHTS, '--dicom-seg-where-possible', '--workers', '1'];
  const plan = await studyPlan(words, [WEIGHTS], { out, send: archive.url, priority: 0 });
  const queue = await Queue.open(where);
  try {
    const jobs = Array.from({ length: studies }, (_, n) =>
      seriesJobOf(plan, archive.url, {
        studyInstanceUid: `2.25.${n + 1}`,
        seriesInstanceUid: `2.25.${n + 1}.1`,
      }),
    );
    await queue.submit(jobs);
    const start = performance.now();
    await Promise.all(Array.from({ length: workers }, () => work(where)));
    const seconds = (performance.now() - start) / 1000;
    const found = await Promise.all(jobs.map(({ key }) => queue.jobs.find(key)));
    const done = found.filter(({ state }) => state === 'done');
    const sum = (name) => done.reduce((all, { result }) => all + (result[name] ?? 0), 0);
    const [computed, network] = [sum('seconds'), sum('network')];
    return {
      workers,
      studies: done.length,
      'studies an hour': Number(((3600 * done.length) / seconds).toFixed(0)),
      'seconds of work for one': Number((computed / done.length).toFixed(2)),
      'seconds of network for one': Number((network / done.length).toFixed(3)),
      'outside the network': `${((100 * computed) / (computed + network)).toFixed(1)} %`,
    };
  } finally {
    await queue.close();
  }
}

function work(where) {
  const words = ['worker', '--queue', where, '--once'];
  const worker = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  worker.stderr.on('data', (text) => (said += text));
  return new Promise((resolve, reject) =>
    worker.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`worker: ${said}`)))),
  );
}
