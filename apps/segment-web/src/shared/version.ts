/** Of MiniSeg, as `miniseg --version` says it: it is written into reports and DICOM segmentations. */
export const VERSION: string = __MINISEG_VERSION__;
