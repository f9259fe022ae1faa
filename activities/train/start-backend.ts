import type { TaskContext } from '../../dsl/index.ts';
import type { BackendName } from '../../ml/neural/backend.ts';
import { servicesOf } from '../services.ts';

const GPU_BACKENDS: readonly string[] = ['tensorflow', 'webgpu'];

/**
 * Starts the backend of the worker's own device and says which it is. A worker with a GPU never
 * computes elsewhere: if its backend does not start, the attempt fails and may be tried on another.
 */
export async function startBackend(
  ctx: TaskContext,
): Promise<{ readonly name: string; readonly backend: string }> {
  const { device } = servicesOf(ctx);
  const { chooseBackend } = await import('../../ml/neural/backend.ts');
  const onGpu = GPU_BACKENDS.includes(device.backend);
  const chosen = await chooseBackend(
    // The list above holds names of backends alone.
    onGpu ? { device: 'gpu', backends: [device.backend as BackendName] } : { device: 'cpu' },
  );
  for (const { backend, reason } of chosen.refused) {
    ctx.log.warn(`Backend "${backend}" did not start: ${reason}`);
  }
  ctx.log.info(`Computing on ${device.name} with ${chosen.backend}.`);
  return { name: device.name, backend: chosen.backend };
}
