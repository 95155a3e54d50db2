/** The scores of a set of cases, of one class or of several. */
import {
  type LabelMetricsResult,
  type PaperCaseResult,
  type PaperMetricsResult,
  type PaperRemark,
  summarize,
} from '@miniseg/metrics';

/** `label` is the class, where there are several. */
export interface ScoreSet extends Pick<PaperMetricsResult, 'protocol' | 'mean' | 'used' | 'counts'> {
  cases: (PaperCaseResult & { label?: number })[];
  undefined: (PaperRemark & { label?: number })[];
  replaced: (PaperRemark & { label?: number; value: number })[];
  /** Distribution over the cases; of one class only. */
  summary?: PaperMetricsResult['summary'];
  /** Each class against the rest, where there are several. */
  classes?: Record<number, PaperMetricsResult>;
}

/** Two classes have one foreground, which needs no name. */
export function scoreSet(result: LabelMetricsResult): ScoreSet {
  const [only, another] = Object.values(result.classes);
  return another === undefined ? { ...only, counts: result.counts } : result;
}

/** Number of cases; with several classes each counts once. */
export const caseCount = ({ cases, classes }: Pick<ScoreSet, 'cases' | 'classes'>): number =>
  cases.length / (classes ? Object.keys(classes).length : 1);

/** The figures of each case, with several classes their means. */
export function caseMeans({
  cases,
  classes,
}: ScoreSet): Pick<PaperCaseResult, 'id' | 'DSC' | 'HD' | 'unit' | 'replaced'>[] {
  if (!classes) return cases;
  const ids = [...new Set(cases.map(({ id }) => id))];
  return ids.map((id) => {
    const own = cases.filter((item) => item.id === id);
    const mean = (values: readonly (number | undefined)[]) => summarize(values).mean;
    return {
      id,
      DSC: mean(own.map(({ DSC }) => DSC)),
      HD: mean(own.map(({ HD }) => HD)),
      unit: own[0].unit,
      replaced: [...new Set(own.flatMap(({ replaced }) => replaced))],
    };
  });
}

/** Names a case, and its class where there are several. */
export const caseName = ({ id, label }: { id: string; label?: number }): string =>
  label === undefined ? id : `${id}, class ${label}`;

/** The worst case is the one of the lowest DSC; those without one come before all. */
export const worstFirst = (a: Pick<PaperCaseResult, 'DSC'>, b: Pick<PaperCaseResult, 'DSC'>): number =>
  (a.DSC ?? -1) - (b.DSC ?? -1);
