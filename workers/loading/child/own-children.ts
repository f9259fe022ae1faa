import { readdirSync, readFileSync } from 'node:fs';

/**
 * Processes started by this one that are still there, found where the system tells (Linux). Node
 * itself forgets those that were detached and let go.
 */
export function ownChildren(): readonly number[] {
  if (process.platform !== 'linux') return [];
  try {
    return readdirSync('/proc/self/task')
      .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' '))
      .filter((pid) => pid !== '' && !isEngineTool(pid))
      .map(Number);
  } catch {
    return [];
  }
}

/** The TypeScript loader keeps a process of its own. One that has ended already has no words. */
function isEngineTool(pid: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return words === '' || words.includes('--service=');
  } catch {
    return true;
  }
}
