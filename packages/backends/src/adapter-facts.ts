/** What is known of a graphics adapter before a backend starts on it. */

export interface Adapter {
  /** As the driver names itself, such as 'ANGLE (SwiftShader driver)'. */
  hardware: string;
  /** The graphics processor is emulated by the processor. */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render|\bwarp\b/i;

export const isSoftware = (hardware: string): boolean => SOFTWARE.test(hardware);
