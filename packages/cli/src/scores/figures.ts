/** The paper's figures as text. */
import type { PaperFigure, Unit } from '@miniseg/metrics';

export const FIGURES: readonly PaperFigure[] = ['mIoU', 'SEN', 'SPC', 'DSC', 'HD'];

export const formatFigure = (figure: PaperFigure, value: number | undefined): string =>
  value === undefined ? '-' : value.toFixed(figure === 'HD' ? 2 : 4);

/** The head of its column. */
export const figureHead = (figure: PaperFigure, unit: Unit): string =>
  figure === 'HD' ? `HD (${unit})` : figure;
