/** Scores of masks or of weights on one page. */
import path from 'node:path';
import {
  type ErrorPictureInput,
  errorLegend,
  errorPicture,
  figureHtml,
  picturesHtml,
} from '../report/error-picture.js';
import { chooseExamples, describeExample } from '../report/examples.js';
import { type Content, html } from '../report/html.js';
import { notesHtml, reportPage, section } from '../report/page.js';
import { casesSection, scoresSection, scoreTiles } from '../report/scores-section.js';
import { caseCount, caseMeans } from '../scores/score-set.js';
import type { Scores } from '../scores/write-scores.js';

/** Scores with what a page needs besides. */
export interface ScoresToShow extends Scores {
  /** What was scored, as a person would say it: `fold1.pth on ct100, fold 1`. */
  title: string;
  /** The pixels of a case again; they are not kept in memory. */
  pixels: (id: string) => Promise<ErrorPictureInput>;
  /** What else was found, below the scores. */
  sections?: readonly Content[];
}

/** Predictions against truths, each a folder or file by its last name. */
export function titleOf(
  predictions: string | undefined,
  truths: string | undefined,
  list: string | undefined,
): string {
  const [one, other] = [predictions, truths].map((given) => path.basename(given ?? list ?? 'masks'));
  return `${one} against ${other}`;
}

/** How many examples the page shows. */
const EXAMPLES = 9;

export async function evaluateHtml({
  result,
  failed,
  facts,
  remarks,
  title,
  pixels,
  sections = [],
}: ScoresToShow): Promise<string> {
  const score = result.mean.DSC === undefined ? 'no DSC' : `DSC ${result.mean.DSC.toFixed(3)}`;
  const count = caseCount(result);
  const figures = [];
  for (const example of chooseExamples(caseMeans(result), EXAMPLES)) {
    figures.push(figureHtml(describeExample(example), [await errorPicture(await pixels(example.id))]));
  }
  return reportPage({
    title: `${title}: ${score} on ${count} ${count === 1 ? 'case' : 'cases'}`,
    lead: `Scored against true masks by the protocol '${result.protocol}'.`,
    tiles: scoreTiles(result),
    sections: [
      scoresSection(result, 'cases'),
      ...sections,
      notesHtml([...remarks, ...failed.map(({ id, error }) => `Not scored: ${id}: ${error}`)]),
      section(
        'Examples, from the worst to the best',
        html`<p>What became of every pixel.</p>`,
        errorLegend(result.classes !== undefined),
        picturesHtml(figures),
      ),
      casesSection(result, 'cases'),
    ],
    provenance: facts,
  });
}
