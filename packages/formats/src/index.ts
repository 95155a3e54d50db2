export type { DicomFrame, DicomHeader } from './dicom/dicom-image.js';
export {
  type DicomSeries,
  type GroupedSeries,
  groupDicomSeries,
  type IgnoredFile,
  type SliceImage,
} from './dicom/group-dicom-series.js';
export { type ReadDicomOptions, readDicom } from './dicom/read-dicom.js';
export { type ReadSeries, readDicomSeries, readSeriesVolume } from './dicom/read-dicom-series.js';
export type { DicomPixelOptions } from './dicom/rescale.js';
export type { CodedConcept, Segment } from './dicom/segment.js';
export type { WriteSegmentationOptions } from './dicom/segmentation-options.js';
export type { SeriesFile, SeriesIssue } from './dicom/series-issues.js';
export { writeDicomSegmentation } from './dicom/write-dicom-segmentation.js';
export {
  type Measurement,
  type MeasurementReportOptions,
  MILLILITER,
  PERCENT,
  type SegmentMeasurements,
  VOLUME,
  writeMeasurementReport,
} from './dicom/write-measurement-report.js';
export { isHiddenFile } from './is-hidden-file.js';
export { type DecodeJpegOptions, decodeJpeg } from './jpeg/decode-jpeg.js';
export type { NamedBytes } from './named-bytes.js';
export { type ReadNiftiOptions, readNifti } from './nifti/read-nifti.js';
export { type WriteNiftiOptions, writeNifti } from './nifti/write-nifti.js';
export { listNpz, readNpz, writeNpz } from './npy/npz.js';
export { type NumericArray, type ReadNpyOptions, readNpy } from './npy/read-npy.js';
export { writeNpy } from './npy/write-npy.js';
export { type DecodePngOptions, decodePng } from './png/decode-png.js';
export { type Compress, type EncodePngOptions, encodePng, encodePngWith } from './png/encode-png.js';
export { PngRowWriter, type PngRowWriterOptions } from './png/png-row-writer.js';
export { PngRows } from './png/png-rows.js';
export { type MaskPngOptions, writeMaskPng } from './png/write-mask-png.js';
export { type AnnouncedSize, announcedSize, checkMemory } from './read/announced-size.js';
export { greyRaster } from './read/grey-raster.js';
export { type GreySlice, type GreySliceOptions, readGreySlice } from './read/read-grey-slice.js';
export { readSlice } from './read/read-slice.js';
export { type ReadOptions, readVolume } from './read/read-volume.js';
export { type FileFormat, recognize } from './read/recognize.js';
export { volumeFromArray } from './read/volume-from-array.js';
export { type RasterOptions, volumeFromRaster } from './read/volume-from-raster.js';
export { readVolumeSafetensors, writeVolumeSafetensors } from './safetensors/volume-safetensors.js';
export type { FileBytes, FileSource } from './to-bytes.js';
export * from './volume/index.js';
