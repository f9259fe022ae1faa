import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { identifyProcess } from './process-identity.ts';
import { startProcess, type ProcessSpec, type StackProcess } from './stack-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'perdure-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let serial = 0;
function node(script: string, more: Partial<ProcessSpec> = {}): Promise<StackProcess> {
  return startProcess({
    name: 'script',
    command: process.execPath,
    args: ['-e', script],
    logFile: join(folder, `log-${(serial += 1)}`),
    ...more,
  });
}

async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > limit) throw new Error('It did not come to hold within 10 s.');
    await sleep(20);
  }
}

const TURNS_A_DEAF_EAR = `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`;

describe('a process of the stack', () => {
  it('ends at its stop signal', async () => {
    const program = await node(`console.log('up'); setInterval(() => {}, 1000)`);
    await until(() => program.hasLogged('up'));
    await program.stop();
    expect(program.running).toBe(false);
    expect((await program.exited).signal).toBe('SIGTERM');
    expect(identifyProcess(program.pid)).toBeUndefined();
  });

  it('is killed when it does not end in its time', async () => {
    const program = await node(TURNS_A_DEAF_EAR, { graceMs: 200 });
    await until(() => program.hasLogged('up'));
    await program.stop();
    expect((await program.exited).signal).toBe('SIGKILL');
  });

  it('leaves no child of its own behind, whichever way it ends', async () => {
    const script = `
      const child = require('node:child_process').spawn(process.execPath,
        ['-e', ${JSON.stringify(TURNS_A_DEAF_EAR)}], { stdio: 'ignore' });
      console.log('child=' + child.pid);
      setInterval(() => {}, 1000);`;
    for (const end of ['stop', 'kill9'] as const) {
      const program = await node(script);
      await until(() => program.hasLogged('child='));
      const child = Number(/child=(\d+)/.exec(program.lastLines().join('\n'))?.[1]);
      expect(identifyProcess(child)).toBeDefined();
      await program[end]();
      await until(() => identifyProcess(child) === undefined);
    }
  });

  it('shows the end of its log, and looks for words only in what it wrote itself', async () => {
    const logFile = join(folder, 'shared-log');
    const first = await node(`for (let i = 0; i < 30; i++) console.log('old ' + i)`, { logFile });
    await first.exited;
    const second = await node(`console.log('new')`, { logFile });
    await second.exited;
    expect(second.lastLines(2)).toEqual(['old 29', 'new']);
    expect(second.hasLogged('new')).toBe(true);
    expect(second.hasLogged('old')).toBe(false);
  });

  it('says in one line that its program is not there', async () => {
    const gone = node('', { command: join(folder, 'nothing') });
    await expect(gone).rejects.toThrow(/^Could not start script \(.*nothing\): .*ENOENT/);
  });
});
