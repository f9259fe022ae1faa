import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineUnderTest } from './setup/engine-under-test.ts';

/** By `npm run test:long`. */
const slow = process.env['PERDURE_SLOW'] === '1';

/**
 * Every step of every run is replayed from its history. `npm run test:uncached` does the same to
 * all engine tests.
 */
const before = process.env['PERDURE_MAX_CACHED_WORKFLOWS'];
const home = mkdtempSync(join(tmpdir(), 'perdure-uncached-'));
let engine: EngineUnderTest;
beforeAll(async () => {
  process.env['PERDURE_MAX_CACHED_WORKFLOWS'] = '0';
  const dags = fileURLToPath(new URL('./control-dags', import.meta.url));
  engine = await startEngine('uncached', { dags });
});
afterAll(async () => {
  await engine.stop();
  rmSync(home, { recursive: true, force: true });
  if (before === undefined) delete process.env['PERDURE_MAX_CACHED_WORKFLOWS'];
  else process.env['PERDURE_MAX_CACHED_WORKFLOWS'] = before;
});

describe('runs that no worker remembers', () => {
  it('end alike: a failure, a clear, a second end', async () => {
    const ledger = join(home, 'ledger');
    const block = join(home, 'block');
    writeFileSync(block, '');
    const failed = await engine.run('ten', { ledger, block });
    expect(failed.failure).toBeDefined();
    rmSync(block);
    const selection = { tasks: ['s6'], downstream: true };
    await engine.control(failed.workflowId, { verb: 'clear', selection, keepCheckpoints: false });
    const end = await engine.end(failed.workflowId);
    expect(end.outcome).toMatchObject({ state: 'success', counts: { success: 10 } });
    expect(readFileSync(ledger, 'utf8').trim().split('\n')).toHaveLength(11);
  }, 60_000);

  it('pause, resume and end', async () => {
    const ledger = join(home, 'wide');
    const workflowId = await engine.start('wide', { ledger, ms: 1_000 });
    await expect.poll(() => existsSync(ledger), { timeout: 15_000 }).toBe(true);
    await engine.control(workflowId, { verb: 'pause' });
    await engine.control(workflowId, { verb: 'resume' });
    expect((await engine.end(workflowId)).outcome?.state).toBe('success');
  }, 60_000);

  it('run local tasks, loops and children', async () => {
    expect((await engine.run('locals')).outcome?.result).toEqual({ n: 5, attempts: 3 });
    const end = await engine.run('parent', { ledger: join(home, 'child'), size: 3 });
    expect(end.outcome?.result).toMatchObject({ length: 3, text: 'inner' });
  }, 90_000);

  it.runIf(slow)(
    'run maps in shards (long)',
    async () => {
      const workflowId = await engine.start('big_map', { n: 25 }, undefined, {
        shardInstances: 10,
      });
      const end = await engine.end(workflowId);
      expect(end.outcome?.result).toEqual({ inOrder: true, count: 25 });
    },
    60_000,
  );
});
