import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { identifyProcess } from './process-identity.ts';
import { ProcessRecord } from './process-record.ts';

let home: string;
let children: ChildProcess[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'perdure-record-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function idle(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  children.push(child);
  return child.pid ?? 0;
}

function change(pid: number, field: 'startTime' | 'commandLine'): void {
  const file = join(home, 'processes.json');
  const entries = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[];
  const changed = entries.map((entry) =>
    entry['pid'] === pid ? { ...entry, [field]: 'another' } : entry,
  );
  writeFileSync(file, JSON.stringify(changed));
}

describe('the record of processes', () => {
  it('lets the next start end what was left, and names it', async () => {
    const pid = idle();
    new ProcessRecord(home).add('temporal', pid);
    expect(statSync(join(home, 'processes.json')).mode & 0o077).toBe(0);
    expect(await new ProcessRecord(home).endOrphans()).toEqual([
      `Ended temporal (${pid}), left behind by an earlier start.`,
    ]);
    // Ended, and then collected by its parent: this process.
    await vi.waitFor(() => expect(identifyProcess(pid)).toBeUndefined());
    expect(await new ProcessRecord(home).endOrphans()).toEqual([]);
  });

  it.each(['startTime', 'commandLine'] as const)(
    'spares a process whose %s is not the recorded one: the number belongs to a stranger',
    async (field) => {
      const pid = idle();
      new ProcessRecord(home).add('temporal', pid);
      change(pid, field);
      expect(await new ProcessRecord(home).endOrphans()).toEqual([]);
      expect(identifyProcess(pid)).toBeDefined();
    },
  );

  it('forgets a process that ended in order', async () => {
    const pid = idle();
    const record = new ProcessRecord(home);
    record.add('temporal', pid);
    record.remove(pid);
    expect(record.pids()).toEqual([]);
    expect(await new ProcessRecord(home).endOrphans()).toEqual([]);
    expect(identifyProcess(pid)).toBeDefined();
  });

  it('ends nothing on the word of a damaged file', async () => {
    writeFileSync(join(home, 'processes.json'), '[{"pid":1}');
    expect(await new ProcessRecord(home).endOrphans()).toEqual([]);
  });
});
