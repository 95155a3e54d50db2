/** Pictures by name, for `<!-- figure: name -->` in a document. */
import { engineBars } from './engine-bars.mjs';
import { learningCurves } from './learning-curves.mjs';
import { networkSketch } from './network.mjs';
import { sliceScores } from './slice-scores.mjs';

const FIGURES = {
  'learning-curves-loss': () => learningCurves('loss', 'Loss of each epoch, CT100'),
  'learning-curves-dsc': () => learningCurves('DSC', 'DSC on the validation slices after each epoch, CT100'),
  'slice-scores': () => sliceScores('DSC'),
  'engines-aaai': () => engineBars('aaai'),
  'engines-paper': () => engineBars('paper'),
  network: networkSketch,
};

/** @throws {Error} for a name that nobody draws */
export function withFigures(text) {
  return text.replaceAll(/<!-- figure: ([\w-]+) -->/g, (_, name) => {
    const draw = FIGURES[name];
    if (!draw) throw new Error(`There is no figure '${name}'. Known: ${Object.keys(FIGURES).join(', ')}.`);
    return draw();
  });
}
