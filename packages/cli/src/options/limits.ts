/** The largest numbers that options and settings take: far above what is of use, and below what ends in want of memory. */
export const MOST = {
  /** Side of a slice for the network, pixels. */
  side: 8192,
  threads: 64,
  workers: 256,
  epochs: 100_000,
  batch: 1024,
  folds: 1000,
  phantoms: 999_999,
  /** Cases in a table, pictures on a sheet. */
  rows: 1_000_000,
  pictures: 1024,
  /** Values in 16-bit masks. */
  label: 65_535,
  /** NIfTI counts in 16 or 64 bits; nobody has more. */
  place: 1_000_000,
  /** Of a pixel's side. */
  millimeters: 10_000,
  seed: Number.MAX_SAFE_INTEGER,
  /** Rates, weights and powers. */
  factor: 1e6,
  /** Millions of pixels for a network to see: months. */
  work: 1e9,
} as const;
