/** The weights that come with the page, and what must be said wherever their results are. */
import { findPretrained } from '@miniseg/model/pretrained';

const entry = findPretrained('phantom-aaai');
export const DEMO_NAME = entry.name;
export const DEMO_FILE = 'phantom-demo.safetensors';
/** Of the file, whatever it is called. */
export const DEMO_SHA256 = entry.sha256;
export const DEMO_NOTE = 'Demo weights: trained on drawn phantoms only, never on a patient.';

export const isDemo = ({ file, sha256 }: { file: string; sha256?: string }): boolean =>
  file === DEMO_FILE || sha256 === DEMO_SHA256;
