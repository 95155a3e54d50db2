import { exists } from '../files/exists.js';
import type { StudyPlaces } from './study-record.js';

/** A folder of that name which somebody else made is nobody's to replace. */
export async function isForeign(places: StudyPlaces, name: string): Promise<boolean> {
  return (await exists(places.results(name))) && !(await exists(places.record(name)));
}

export const foreignReason = (places: StudyPlaces, name: string): string =>
  `'${places.results(name)}' is there already, and is no result of this service. Move it away, or choose another --out.`;
