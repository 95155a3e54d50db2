/** Volumes and pictures in memory, without readers and their codecs. */
export { FormatError, type FormatErrorCode } from '../errors.js';
export { type Color, labelColor } from './label-colors.js';
export type { NiftiForms } from './nifti-forms.js';
export type { Raster } from './raster.js';
export { type OverlayOptions, renderOverlay } from './render-overlay.js';
export type { PixelArray, Vector3, Volume } from './volume.js';
export { voxelVolume } from './voxel-volume.js';
