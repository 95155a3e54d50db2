/** Checks the backend in use against known answers, and registers what mends a failing check. */

import { getBackend } from '@tensorflow/tfjs-core';
import { checkOptions } from './check-options.js';
import { CHAIN_CASES } from './checks/chain-cases.js';
import { checkOps, isRight, type OpResult } from './checks/check-ops.js';
import { KNOWN_CASES } from './checks/known-cases.js';
import type { OpCase } from './checks/op-case.js';
import { FIXES, type Fix } from './fixes/fixes.js';

/** Everything that a network needs, alone and after each other. */
const CASES = [...KNOWN_CASES, ...CHAIN_CASES];

/** What `checkAndRepair` found and registered. */
export interface CheckedBackend {
  checks: OpResult[];
  /** Names of what was registered. */
  repairs: string[];
  /** A sentence for each check that fails still. */
  defects: string[];
  /** Those of them without which no segmentation network runs, or trains where that was asked for. */
  fatal: string[];
}

const right = ({ forward, gradient }: OpResult) => isRight(forward) && isRight(gradient);

/**
 * `selectBackend` does this to what it starts; an app that selects a backend itself can call it once afterwards.
 *
 * @example
 * await tf.setBackend('webgl');
 * const { repairs, defects } = await checkAndRepair({ train: true });
 */
export async function checkAndRepair(
  options: {
    /** Check gradients, too, and count those of plain convolutions as essential. Default false. */
    train?: boolean;
    /** Register what mends a failing check. It replaces kernels of tfjs. Default true. */
    repair?: boolean;
  } = {},
): Promise<CheckedBackend> {
  const { train = false, repair = true } = checkOptions('checkAndRepair', options, { train: 1, repair: 1 });
  const backend = getBackend();
  const repairs: string[] = [];
  if (train && repair) repairs.push(...(await loadTrainingKernels(backend)));
  let checks = await checkOps(CASES, { gradients: train });
  for (const fix of repair ? FIXES : []) {
    const failing = checks.filter((check) => calls(fix, backend, check));
    if (failing.length === 0 || !(await fix.register(backend))) continue;
    repairs.push(fix.name);
    const again = await checkOps(
      CASES.filter(({ name }) => checks.some((check) => check.name === name && !right(check))),
      { gradients: train },
    );
    checks = checks.map((check) => again.find(({ name }) => name === check.name) ?? check);
  }
  return {
    checks,
    repairs,
    defects: checks.filter((check) => !right(check)).map(describe),
    fatal: checks.filter((check) => isFatal(caseOf(check), check)).map(describe),
  };
}

/** Those of graphics cards make right what tfjs does wrong there, and do in hundreds of programs what it does in thousands. */
async function loadTrainingKernels(backend: string): Promise<string[]> {
  const registered =
    (backend === 'webgpu' &&
      (await import('./webgpu-train/register-webgpu-training.js')).registerWebgpuTraining()) ||
    (backend === 'webgl' &&
      (await import('./webgl-train/register-webgl-training.js')).registerWebglTraining());
  if (!registered) return [];
  return [`training kernels of @miniseg/backends/${backend}-train`];
}

const caseOf = ({ name }: OpResult) => CASES.find((each) => each.name === name) as OpCase;

function calls(fix: Fix, backend: string, { name, forward, gradient }: OpResult): boolean {
  if (fix.backend !== undefined && fix.backend !== backend) return false;
  if (!fix.cures.some((beginning) => name.startsWith(beginning))) return false;
  return (fix.part !== 'gradient' && !isRight(forward)) || (fix.part !== 'forward' && !isRight(gradient));
}

function isFatal({ essential }: OpCase, { forward, gradient }: OpResult): boolean {
  return (
    essential !== undefined && (!isRight(forward) || (essential === 'gradient too' && !isRight(gradient)))
  );
}

function describe({ name, forward, gradient }: OpResult): string {
  const [part, deviation] = isRight(forward)
    ? (['gradient', gradient] as const)
    : (['forward', forward] as const);
  if (!deviation || 'failure' in deviation) return `${name}: ${part}: ${deviation?.failure}`;
  return `${name}: ${part} is off by ${deviation.error.toPrecision(2)}`;
}
