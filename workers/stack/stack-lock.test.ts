import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess } from './process-identity.ts';
import { lockHome } from './stack-lock.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'perdure-lock-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the lock of a home', () => {
  it('is refused while a living process holds it, and names that process', () => {
    const unlock = lockHome(home);
    expect(() => lockHome(home)).toThrow(new RegExp(`process ${process.pid}`));
    unlock();
    lockHome(home)();
    expect(readdirSync(home)).toEqual([]);
  });

  it('is taken over from a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = identifyProcess(child.pid ?? 0);
    writeFileSync(join(home, 'stack.lock'), JSON.stringify(identity));
    expect(() => lockHome(home)).toThrow(/runs on/);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    lockHome(home)();
  });

  it('is taken over when another process has got the number of its holder', () => {
    const other = { ...identifyProcess(process.pid), startTime: 'another boot/1' };
    writeFileSync(join(home, 'stack.lock'), JSON.stringify(other));
    lockHome(home)();
  });

  it('is taken over when its text is damaged', () => {
    writeFileSync(join(home, 'stack.lock'), '{"pid":');
    lockHome(home)();
  });

  it('is not released by one that lost it', () => {
    const unlock = lockHome(home);
    writeFileSync(join(home, 'stack.lock'), 'of another');
    unlock();
    expect(readFileSync(join(home, 'stack.lock'), 'utf8')).toBe('of another');
  });
});
