/** One entry of a data set: where its picture and its labels are. */
export interface DatasetItem {
  /** Unique name, for reports and splits. */
  id: string;
  /** Path or name of the image, as the reader that the caller supplies understands it. */
  image: string;
  mask?: string;
  /** Items of one group, such as a patient, stay in the same part of a split. Default: each item is its own group. */
  group?: string;
  /** Name of the split that the item belongs to, where the list says so. */
  split?: string;
}
