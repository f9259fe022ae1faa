import { readFile } from 'node:fs/promises';

const PEAK = /^VmHWM:\s+(\d+) kB/m;

/** The most MiB that a process has had resident; `undefined` where there is no /proc. */
export async function peakMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = PEAK.exec(status)?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}
