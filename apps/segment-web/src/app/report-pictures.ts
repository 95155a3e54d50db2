/** The slices of the open study with the most marks, with their masks over them; some without, where none has any. */
import type { Session } from './session.js';

const MOST = 6;
/** Of a picture's sides: more than paper shows. */
const LONGEST = 2048;

export async function reportPictures(session: Session): Promise<{ slice: number; url: string }[]> {
  const { study, results } = session.store.get();
  if (!study) return [];
  const counts = results[study.input]?.counts ?? [];
  const anyMarks = counts.some(Boolean);
  const slices = counts
    .flatMap((count, slice) => (count !== undefined && (count > 0 || !anyMarks) ? [{ slice, count }] : []))
    .sort((one, other) => other.count - one.count)
    .slice(0, MOST)
    .map(({ slice }) => slice)
    .sort((one, other) => one - other);
  const pictures: { slice: number; url: string }[] = [];
  for (const slice of slices) {
    const png = await session.study.api.overlayPng(study.input, slice, session.mask(slice).slice(), LONGEST);
    pictures.push({
      slice,
      url: URL.createObjectURL(new Blob([new Uint8Array(png)], { type: 'image/png' })),
    });
  }
  return pictures;
}
