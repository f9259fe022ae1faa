import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells one process from a later one with the same number. I1: two identities are of the same
 * process only when both the start time and the command line are equal.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
  readonly commandLine: string;
}

/** The identity of a living process; undefined when there is none, or only its zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Whether the process is still the one that was identified (I1). */
export function stillRuns(known: ProcessIdentity): boolean {
  const now = identifyProcess(known.pid);
  return now?.startTime === known.startTime && now.commandLine === known.commandLine;
}

// The boot id is part of the start time: ticks since boot repeat after a restart of the machine.
function fromProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in brackets that may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, startTime: `${bootId()}/${ticks}`, commandLine };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function fromPs(pid: number): ProcessIdentity | undefined {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const args = ['-ww', '-o', 'lstart=,command=', '-p', String(pid)];
  const { stdout, status } = spawnSync('ps', args, { encoding: 'utf8', env });
  const line = stdout.trim();
  // `lstart` is always 24 characters in the C locale: `Sat Nov 21 11:44:02 2026`.
  if (status !== 0 || line.length < 25) return undefined;
  return { pid, startTime: line.slice(0, 24), commandLine: line.slice(24).trim() };
}
