export { CliError } from './errors.js';
export { main } from './main.js';
