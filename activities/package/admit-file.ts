import type { TaskContext } from '../../dsl/index.ts';
import { modelFault } from '../../ml/onnx/scan/scan-model.ts';
import { firstLoad, FirstLoadError } from '../../stores/models/first-load.ts';

/**
 * Ends the task for good unless an ONNX file passes the scan, and loads and runs in a process of its
 * own: a file that crashes or hangs the runtime takes that process with it, not the task.
 */
export async function admitFile(ctx: TaskContext, bytes: Uint8Array): Promise<void> {
  const fault = modelFault(bytes);
  if (fault !== undefined) {
    return ctx.fail(`${fault.code}: the model file is refused: ${fault.message}.`, {
      retry: false,
    });
  }
  try {
    await firstLoad(bytes);
  } catch (error) {
    if (!(error instanceof FirstLoadError)) throw error;
    // The machine's memory and time may be another's doing; the runtime's refusal is not.
    const retry = error.code !== 'MODEL_REFUSED';
    return ctx.fail(`${error.code}: ${error.message}`, { retry });
  }
}
