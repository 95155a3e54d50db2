/** The weights that come with the page, and what must be said wherever their results are. */
export const DEMO_FILE = 'phantom-demo.safetensors';
/** Of the file, whatever it is called. */
export const DEMO_SHA256 = 'c31725a55b22be59298c0baf3163e63f48a0cc61b051ac3db41bdf9862e18ffa';
export const DEMO_NOTE = 'Demo weights: trained on drawn phantoms only, never on a patient.';

export const isDemo = ({ file, sha256 }: { file: string; sha256?: string }): boolean =>
  file === DEMO_FILE || sha256 === DEMO_SHA256;
