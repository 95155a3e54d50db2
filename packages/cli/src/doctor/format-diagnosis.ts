/** The findings as text. */
import { type BackendFacts, type Deviation, isRight, type OpResult } from '@miniseg/backends';
import type { Diagnosis } from './diagnosis.js';
import { type Examination, failures } from './examine-backend.js';

const GIB = 2 ** 30;
const yes = (value: boolean) => (value ? 'yes' : 'no');
const line = (name: string, value: string) => `${name.padEnd(16)}${value}`;

export function formatDiagnosis(
  { machine, chosen, backends, problems }: Diagnosis,
  verbose: boolean,
): string {
  const { versions, wasm } = machine;
  return [
    line('miniseg', `${versions.miniseg}, tfjs ${versions.tfjs}, Node ${versions.node}`),
    line('machine', `${machine.platform}, ${machine.processor}, ${machine.cores} cores`),
    line(
      'memory',
      `${(machine.memoryBytes / GIB).toFixed(1)} GiB, ${(machine.freeMemoryBytes / GIB).toFixed(1)} free`,
    ),
    line(
      'WebAssembly',
      `SIMD ${yes(wasm.simd)}, relaxed SIMD ${yes(wasm.relaxedSimd)}, threads ${yes(wasm.threads)}, ` +
        `shared memory ${yes(wasm.sharedMemory)}`,
    ),
    line('wide vectors', formatWide(machine.wide)),
    '',
    line('backend', chosen ? chosen.chosen + (chosen.hardware ? ` on ${chosen.hardware}` : '') : 'none'),
    ...backends.flatMap((each) => ['', ...formatExamination(each, verbose)]),
    '',
    problems.length === 0 ? 'All is well.' : `Problems:\n${problems.map((each) => `  ${each}`).join('\n')}`,
    '',
  ].join('\n');
}

function formatWide({ available, pays, gain }: Diagnosis['machine']['wide']): string {
  if (!available) return 'none: vectors of 256 bits need Node 24 or later on x64';
  const times = gain === undefined ? '' : `, ${gain.toFixed(2)} times as fast as 128 bits in a convolution`;
  return `256 bits, ${pays ? 'used for series' : 'not used'}${times}`;
}

function formatExamination(examination: Examination, verbose: boolean): string[] {
  const { name, failure, facts, repairs, own, tfjs } = examination;
  if (failure) {
    return [line(name, failure.reason), ...(failure.cure ? [line('', failure.cure)] : [])];
  }
  return [
    line(name, facts ? formatFacts(facts) : ''),
    ...repairs.map((repair) => line('', `repaired: ${repair}`)),
    ...formatChecks('ops of MiniSeg', own, verbose),
    ...formatChecks('ops of tfjs', tfjs, verbose),
  ];
}

function formatFacts({ version, gpu, floatBits, threads, simd, ...limits }: BackendFacts): string {
  const parts = [
    version,
    gpu === undefined ? undefined : gpu ? 'on a GPU' : 'on the processor',
    `float${floatBits}`,
    threads === undefined ? undefined : `${threads} thread${threads === 1 ? '' : 's'}`,
    simd === undefined ? undefined : simd ? 'SIMD' : 'no SIMD',
    limits.maxTextureSize && `textures up to ${limits.maxTextureSize}`,
    limits.maxBufferBytes && `up to ${(limits.maxBufferBytes / GIB).toFixed(2)} GiB`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** One line when all is well, and one for each op that is not, or that was asked for. */
function formatChecks(title: string, results: readonly OpResult[], verbose: boolean): string[] {
  const wrong = failures(results);
  const errors = results.flatMap(({ forward, gradient }) => [forward, gradient]).filter(isSmall);
  const largest = Math.max(0, ...errors.map(({ error }) => error));
  return [
    line(
      '',
      `${title}: ${results.length - wrong.length} of ${results.length} right, largest error ${largest.toExponential(1)}`,
    ),
    ...results
      .filter(({ name }) => verbose || wrong.includes(name))
      .map(({ name, forward, gradient }) =>
        line('', `  ${name.padEnd(42)} ${show(forward).padEnd(10)} gradient ${show(gradient)}`),
      ),
  ];
}

const isSmall = (deviation: Deviation | undefined): deviation is { error: number } =>
  deviation !== undefined && 'error' in deviation && isRight(deviation);

function show(deviation: Deviation | undefined): string {
  if (!deviation) return '-';
  return 'error' in deviation ? deviation.error.toExponential(1) : deviation.failure;
}
