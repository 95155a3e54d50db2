/** The weights that come with the page, and what must be said wherever their results are. */
export const DEMO_FILE = 'phantom-demo.safetensors';
export const DEMO_NOTE = 'Demo weights: trained on drawn phantoms only, never on a patient.';
