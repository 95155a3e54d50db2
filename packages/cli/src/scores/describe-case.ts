import type { PaperCaseResult } from '@miniseg/metrics';

/** `DSC 0.5000`, of several classes `DSC 0.5000, 0.2500`. */
export function describeCase(results: Record<number, Pick<PaperCaseResult, 'DSC'>>): string {
  const scores = Object.values(results).map(({ DSC }) => (DSC === undefined ? 'none' : DSC.toFixed(4)));
  return scores.every((score) => score === 'none') ? 'no DSC' : `DSC ${scores.join(', ')}`;
}
