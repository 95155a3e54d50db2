/** Whether what a GPU backend runs on is a graphics processor, by the name that its driver gives. */

export interface Hardware {
  /** As the driver names itself, such as 'ANGLE (SwiftShader driver)'. */
  hardware: string;
  /** The graphics processor is emulated by the processor. */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render|\bwarp\b/i;

/** @param fallback What the browser says of it, where it says anything. */
export function hardwareOf(hardware: string, fallback = false): Hardware {
  return { hardware, software: SOFTWARE.test(hardware) || fallback };
}
