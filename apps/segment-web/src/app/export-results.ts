/** Masks and the report as files. */
import { makeReport, type Report } from '../logic/report.js';
import { saveFile } from './save-file.js';
import type { Session } from './session.js';

export type ExportKind = 'nifti' | 'png' | 'overlay' | 'dicom-seg' | 'report';

export async function exportResult(session: Session, kind: ExportKind): Promise<void> {
  const { study, inputs, results, look } = session.store.get();
  const input = inputs.find(({ id }) => id === study?.input);
  const { api } = session.study;
  try {
    if (kind === 'report') {
      const text = `${JSON.stringify(currentReport(session), undefined, 2)}\n`;
      saveFile('report.json', text, 'application/json');
      return;
    }
    if (!study || !input) return;
    const { classes, edited } = results[input.id] ?? { classes: 2, edited: [] };
    const name = study.shape[0] === 1 ? input.name : `${input.name}-slice-${look.slice + 1}`;
    switch (kind) {
      case 'nifti':
        saveFile(`${input.name}.nii.gz`, await api.nifti(input.id, session.labels), 'application/gzip');
        break;
      case 'png':
        saveFile(
          `${name}.png`,
          await api.maskPng(input.id, session.mask(look.slice).slice(), classes),
          'image/png',
        );
        break;
      case 'overlay': {
        const picture = await api.overlayPng(input.id, look.slice, session.mask(look.slice).slice());
        saveFile(`${name}-overlay.png`, picture, 'image/png');
        break;
      }
      case 'dicom-seg': {
        const options = { classes, edited: edited.length > 0, date: new Date() };
        const file = await api.dicomSeg(input.id, session.labels, options);
        saveFile(`${input.name}.seg.dcm`, file, 'application/dicom');
      }
    }
  } catch (error) {
    session.tell(error);
  }
}

/** @param only Id of the one input that the report is about; default: all. */
export const currentReport = ({ store }: Session, only?: string): Report =>
  makeReport(store.get(), new Date(), { only });
