/** What support-matrix.mjs calls in Chromium. */
import { measure } from './measure.mjs';

globalThis.measure = measure;
