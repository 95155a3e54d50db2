/** The suites of `@miniseg/ops` once more, on wasm with the training kernels. */
import './index.js';

process.env.MINISEG_BACKENDS = 'wasm';
await import('../../../ops/src/any-convolution.test.js');
await import('../../../ops/src/attention.test.js');
await import('../../../ops/src/channels.test.js');
await import('../../../ops/src/pooling.test.js');
await import('../../../ops/src/resize.test.js');
