export { type ImageKind, imageKind } from './image-kind.js';
export { baseName, imageName } from './image-name.js';
export type { FileReason, ImageSource } from './image-source.js';
export type { SortedSeries } from './sort-dicom.js';
export { type SortedImage, type SortedImages, sortImages } from './sort-images.js';
