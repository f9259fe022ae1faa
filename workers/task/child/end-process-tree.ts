import { readFileSync } from 'node:fs';

/**
 * Kills a process that leads a group of its own, the group, and on Linux also descendants that left
 * the group. What is gone already is no fault.
 */
export function endProcessTree(pid: number): void {
  for (const target of [-pid, pid, ...descendantsOf(pid)]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Gone already, which is what is wanted.
    }
  }
}

function descendantsOf(pid: number): readonly number[] {
  if (process.platform !== 'linux') return [];
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const pids = children === '' ? [] : children.split(' ').map(Number);
    return pids.flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return [];
  }
}
