/** What a model costs, without the layers of this package: an entry that registers nothing. */
export { countMacs } from './count-macs.js';
export { countParameters } from './count-parameters.js';
