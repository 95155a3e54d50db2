export { BackendError } from './errors.js';
export { type BackendName, type BackendOptions, useBackend } from './use-backend.js';
