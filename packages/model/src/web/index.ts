/** Where pages keep weights that were downloaded. */
export { weightsDatabase } from './weights-database.js';
