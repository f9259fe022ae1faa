import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { BackendName } from './backend-name.ts';
import { webgpuAdapterName } from './load-webgpu.ts';

/** What a run says of the device that computed it. */
export interface DeviceFacts {
  /** The processor's or the card's name. */
  readonly name: string;
  /** Of the machine, or of the card; 0 where the driver does not tell. */
  readonly memoryBytes: number;
}

export async function deviceFacts(
  device: 'cpu' | 'gpu',
  backend: BackendName,
): Promise<DeviceFacts> {
  if (device === 'cpu') {
    return { name: cpus()[0]?.model.trim() ?? 'unknown processor', memoryBytes: totalmem() };
  }
  const card = await firstCard();
  if (backend === 'webgpu')
    return { name: webgpuAdapterName(), memoryBytes: card?.memoryBytes ?? 0 };
  return card ?? { name: 'unknown card', memoryBytes: 0 };
}

/** As the driver lists it, of those that this process may use. */
function firstCard(): Promise<DeviceFacts | undefined> {
  const visible = process.env['CUDA_VISIBLE_DEVICES']?.split(',')[0];
  const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'];
  const args = visible === undefined || visible === '' ? query : ['-i', visible, ...query];
  return new Promise((resolve) => {
    execFile('nvidia-smi', args, { timeout: 10_000 }, (error, text) => {
      const [name, mebibytes] = text.split('\n')[0]?.split(',') ?? [];
      if (error !== null || name === undefined) return resolve(undefined);
      resolve({ name: name.trim(), memoryBytes: Number(mebibytes) * 1024 ** 2 });
    });
  });
}
