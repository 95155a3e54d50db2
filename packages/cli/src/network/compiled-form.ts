/** A model as a program for the engine. */
import { CompileError, lowerModel } from '@miniseg/compile';
import type { Program } from '@miniseg/engine';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The program, or why there is none. */
export async function compiledForm(
  model: LayersModel,
): Promise<{ program: Program; refusal?: undefined } | { program?: undefined; refusal: CompileError }> {
  try {
    return { program: await lowerModel(model) };
  } catch (error) {
    if (CompileError.isInstance(error)) return { refusal: error };
    throw error;
  }
}
