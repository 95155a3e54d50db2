export { type ImageKind, imageKind } from './image-kind.js';
export { imageName } from './image-name.js';
export type { SortedSeries } from './sort-dicom.js';
export {
  type FileReason,
  type ImageSource,
  type SortedImage,
  type SortedImages,
  sortImages,
} from './sort-images.js';
