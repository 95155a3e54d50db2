import { DicomWebError } from './errors.js';

/** For one object, however it comes. */
export function tooLarge(maxBytes: number): DicomWebError {
  return new DicomWebError(
    'limit-exceeded',
    `The archive sends an object of more than ${maxBytes} bytes. Set maxBytes higher to take it.`,
  );
}
