import { readFileSync, readdirSync } from 'node:fs';

const TICK_MS = 10; // USER_HZ of Linux

/** Processor time that a group of processes has used so far, in ms; 0 where there is no /proc. */
export function groupMs(group: number): number {
  return pids().reduce((sum, pid) => sum + ticksOf(pid, group), 0) * TICK_MS;
}

function pids(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function ticksOf(pid: string, group: number): number {
  try {
    // Behind the name, which may hold anything: state, parent, group, ..., user and system time.
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?=[A-Z] )/);
    const parts = fields.split(' ').map(Number);
    return parts[2] === group ? (parts[11] ?? 0) + (parts[12] ?? 0) : 0;
  } catch {
    return 0; // it ended meanwhile
  }
}
