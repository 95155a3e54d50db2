/** The demo's weights as a part of the page, in a file of their own that is loaded when they are used. */
export { default } from '../phantom-aaai.safetensors?inline';
