/** What one file may take, and which errors are answers. */
export const LIMITS = { milliseconds: 5000, bytes: 2 ** 30 };

const BRANDS = [
  'checkpoints',
  'data',
  'engine',
  'formats',
  'model',
  'scan',
  'zoo',
  'blocks',
  'ops',
  'ahsp',
  'cli',
].map((name) => Symbol.for(`@miniseg/${name}.error`));

export const isOurs = (error) =>
  typeof error === 'object' && error !== null && BRANDS.some((brand) => brand in error);
