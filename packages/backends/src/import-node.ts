/** The part of this package that touches Node, in a form that bundlers for pages leave alone. */

type NodePart = typeof import('./node/index.js');

/** By its public name, in a variable: bundlers follow literal imports only. */
const NODE_PART: string = '@miniseg/backends/node';

export const importNode = (): Promise<NodePart> =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ NODE_PART) as Promise<NodePart>;
