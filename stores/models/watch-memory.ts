import { readFile } from 'node:fs/promises';

/** How often is looked; a process that writes as fast as it can gets some hundred megabytes further. */
const EVERY_MS = 50;
const PAGE_BYTES = 4096;

/**
 * Calls `exceeded` once when a process holds more memory than it may. Only where the system tells
 * (`/proc`, so on Linux): elsewhere nothing is watched. Ends with the process or the returned call.
 */
export function watchMemory(
  pid: number | undefined,
  bytes: number,
  exceeded: () => void,
): () => void {
  if (pid === undefined || process.platform !== 'linux') return () => undefined;
  const timer = setInterval(() => {
    residentBytes(pid).then(
      (held) => {
        if (held <= bytes) return;
        clearInterval(timer);
        exceeded();
      },
      () => clearInterval(timer),
    );
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** The second number of statm: pages in memory. */
async function residentBytes(pid: number): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8');
  return Number(statm.split(' ')[1]) * PAGE_BYTES;
}
