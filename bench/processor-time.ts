import { readFile } from 'node:fs/promises';

/** Linux reports processor time in ticks; `sysconf(_SC_CLK_TCK)` is 100 on every supported kernel. */
const MS_PER_TICK = 10;
/** Fields 14 and 15 of /proc/PID/stat, counted from behind the command's closing bracket (proc(5)). */
const USER_FIELD = 11;
const SYSTEM_FIELD = 12;

/** Milliseconds of processor time a process has used, all threads; 0 where there is no /proc. */
export async function processorMsOf(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_FIELD] ?? 0) + Number(fields[SYSTEM_FIELD] ?? 0)) * MS_PER_TICK;
}
