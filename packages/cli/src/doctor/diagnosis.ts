/** Everything that `miniseg doctor` finds out. */
import { BackendError, type BackendName, type BackendReport, ORDER, selectBackend } from '@miniseg/backends';
import { type Examination, examineBackend, failures } from './examine-backend.js';
import { describeMachine, type Machine } from './machine.js';

export interface Diagnosis {
  machine: Machine;
  /** What `selectBackend` takes; undefined where nothing can be had. */
  chosen?: Pick<BackendReport, 'chosen' | 'hardware' | 'software' | 'candidates'>;
  backends: Examination[];
  /** What keeps MiniSeg from working on the chosen backend; empty where all is well. */
  problems: string[];
}

export interface DiagnosisOptions {
  /** Only these; default: all of Node's. */
  only?: readonly BackendName[];
  /** For training: gradients count, too, and wasm gets its training kernels. */
  train: boolean;
  /** False shows tfjs as it is. */
  repair: boolean;
}

export async function diagnose({ only, train, repair }: DiagnosisOptions): Promise<Diagnosis> {
  const machine = await describeMachine();
  let report: BackendReport | undefined;
  const problems: string[] = [];
  try {
    report = await selectBackend({ allow: only, train, repair, quiet: true });
  } catch (error) {
    if (!BackendError.isInstance(error)) throw error;
    problems.push(error.message);
  }
  const backends: Examination[] = [];
  for (const name of ORDER.node.filter((each) => only?.includes(each) ?? true)) {
    const examination = await examineBackend(name, { train, repair });
    // What was repaired before it was chosen is not repaired again.
    if (name === report?.chosen) examination.repairs.unshift(...report.repairs);
    backends.push(examination);
  }
  const wrong = failures(backends.find(({ name }) => name === report?.chosen)?.own ?? []);
  if (wrong.length > 0) problems.push(`${report?.chosen} computes wrongly: ${wrong.join('; ')}`);
  if (!report) return { machine, backends, problems };
  const { chosen, hardware, software, candidates } = report;
  return { machine, chosen: { chosen, hardware, software, candidates }, backends, problems };
}
