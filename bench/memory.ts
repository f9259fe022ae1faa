import { readFile } from 'node:fs/promises';

/** Resident and peak memory of a process in MiB, from /proc; `undefined` where there is none. */
export async function memoryOf(
  pid: number | undefined,
): Promise<{ readonly rss: number; readonly peak: number } | undefined> {
  if (pid === undefined) return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { rss: Math.round(kib('VmRSS') / 1024), peak: Math.round(kib('VmHWM') / 1024) };
}
