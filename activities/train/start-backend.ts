import type { TaskContext } from '../../dsl/index.ts';
import type { BackendName } from '../../ml/neural/backend-name.ts';
import type { BackendChoice } from '../../ml/neural/backend.ts';
import { servicesOf } from '../services.ts';

const GPU_BACKENDS: readonly string[] = ['tensorflow', 'webgpu'];

/**
 * Starts the backend of the worker's own device, says which it is and why, and records it in the
 * task's run. A worker with a GPU never computes elsewhere: if its backend does not start, the
 * attempt fails and may be tried on another.
 *
 * @param network what is to be trained, if anything; on a processor its size decides
 */
export async function startBackend(
  ctx: TaskContext,
  network?: BackendChoice['network'],
): Promise<{ readonly name: string; readonly backend: string }> {
  const { device } = servicesOf(ctx);
  const { chooseBackend } = await import('../../ml/neural/backend.ts');
  const onGpu = GPU_BACKENDS.includes(device.backend);
  const chosen = await chooseBackend({
    ...(network === undefined ? {} : { network }),
    // The list above holds names of backends alone.
    ...(onGpu ? { device: 'gpu', backends: [device.backend as BackendName] } : { device: 'cpu' }),
  });
  for (const { backend, reason } of chosen.refused) {
    ctx.log.info(`Backend "${backend}" was passed over: ${reason}`);
  }
  const { backend, name, memoryBytes, reason } = chosen;
  ctx.log.info(`Computing on ${device.name} (${name}) with ${backend}. ${reason}`);
  if (network !== undefined) {
    const memory = `${(memoryBytes / 1024 ** 3).toFixed(1)} GiB`;
    ctx.track.tags({ 'perdure.hardware': name, 'perdure.memory': memory });
  }
  return { name: device.name, backend };
}
