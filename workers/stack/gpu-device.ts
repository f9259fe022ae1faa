import { findGpu } from '../roles/device.ts';

/**
 * The `--device` of the gpu worker of a local stack. Outside such a stack a gpu worker without a
 * GPU refuses to start; here the processor stands in, and says so.
 */
export async function gpuDevice(
  wanted: 'auto' | 'cpu',
  log: (line: string) => void,
): Promise<'auto' | 'cpu'> {
  if (wanted === 'cpu') return 'cpu';
  const found = await findGpu();
  if ('device' in found) {
    log(`The queue "gpu" computes on ${found.device.name}.`);
    return 'auto';
  }
  log(`No GPU (${found.missing}): the processor stands in for the queue "gpu".`);
  return 'cpu';
}
