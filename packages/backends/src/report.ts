/** What `selectBackend` found out, as data and as text. */

import type { BackendName } from './backend-name.js';
import { check } from './check-options.js';
import type { OpResult } from './checks/check-ops.js';
import type { Environment } from './environment.js';

/** One backend that was considered. */
export interface Candidate {
  name: BackendName;
  status:
    | 'chosen'
    /** An earlier one was chosen before its turn came. */
    | 'not needed'
    | 'not allowed'
    /** Of another environment, such as webgl in Node. */
    | 'not here'
    | 'missing'
    | 'failed'
    /** It computes rightly, and a small step takes longer on it than on wasm. */
    | 'slower'
    /** It started and computes wrongly, or cannot train where that was asked for. */
    | 'wrong';
  /** A sentence. */
  reason: string;
  /** What the user can do about it. */
  cure?: string;
}

/** What `selectBackend` chose, why, and what its checks found. */
export interface BackendReport {
  chosen: BackendName;
  environment: Environment;
  /** What webgl or webgpu run on, in the driver's words. */
  hardware?: string;
  /** The graphics processor is emulated in software. */
  software: boolean;
  /** All of them, in the order in which they were considered. */
  candidates: Candidate[];
  /** The numerical checks, after repairs. */
  checks: OpResult[];
  /** Names of the repairs that were registered. */
  repairs: string[];
  /** One sentence for each check that still fails. `@miniseg/ops` works round every one that is known. */
  defects: string[];
}

/** The report as lines of text, for a terminal or a log. */
export function formatReport(report: BackendReport): string {
  const { candidates, checks, repairs, defects } = report ?? {};
  const isReport = [candidates, checks, repairs, defects].every(Array.isArray);
  check(isReport, 'The report', report, 'it is what selectBackend returns');
  const hardware = report.hardware ? ` on ${report.hardware}${report.software ? ' (in software)' : ''}` : '';
  const passed = report.checks.length - report.defects.length;
  return [
    `Backend: ${report.chosen}${hardware}`,
    ...report.candidates
      .filter(({ status }) => !['chosen', 'not allowed', 'not here'].includes(status))
      .map(({ name, reason, cure }) => `  ${name}: ${reason}${cure ? ` ${cure}` : ''}`),
    ...report.repairs.map((repair) => `  repaired: ${repair}`),
    ...(report.checks.length > 0 ? [`  ${passed} of ${report.checks.length} numerical checks passed`] : []),
    ...report.defects.map((defect) => `  defect of ${report.chosen}: ${defect}`),
  ].join('\n');
}
