import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runtimeOf } from '../../../dsl/runtime/index.ts';
import { lab as dag } from '../../../test/fixtures/task-process/lab.dag.ts';
import { fakePort } from '../testing/fake-port.ts';
import { callOf, failureOf, labOf } from '../testing/task-fixture.ts';

const MARK = 'PERDURE_TEST_MARK';
const file = fileURLToPath(
  new URL('../../../test/fixtures/task-process/lab.dag.ts', import.meta.url),
);
const { plan, bodies } = runtimeOf(dag);
const [[taskId, body] = ['', undefined]] = bodies;
if (body === undefined) throw new Error('The fixture has no task.');

const mark = randomUUID();
process.env[MARK] = mark;
const lab = labOf(body, {
  lookup: () => ({ body, file }),
  limits: { graceMs: 50 },
  children: { max: 4, env: [MARK] },
});
afterAll(() => lab.activity.close());

/** Command lines of what tasks of this test have started, wherever it is in the process tree. */
function started(): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${mark}`)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      return command.startsWith('sleep') ? [command] : [];
    } catch {
      return []; // gone, or another user's
    }
  });
}

const MOMENTS = 12;
const LATEST_MS = 5_000;

describe.runIf(process.platform === 'linux')('tasks that are cancelled at any moment', () => {
  it(
    'leave no process behind, not even one that left their group',
    { timeout: 240_000 },
    async () => {
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, started().length)), 100);
      const cancelled = Array.from({ length: MOMENTS }, async (_, at) => {
        const port = fakePort();
        const call = callOf({
          ...{ taskId, path: `work[${at}]`, planHash: plan.hash },
          input: { kind: 'literal', value: { act: 'grandchild', detail: '' } },
          options: { isolation: 'process' },
        });
        const attempt = failureOf(lab.attempt(call, port));
        // Half of them are cancelled when there surely is something that could be left behind.
        if (at % 2 === 1) await expect.poll(() => most, { timeout: 120_000 }).toBeGreaterThan(0);
        await sleep(Math.random() * LATEST_MS);
        port.cancel();
        return (await attempt).name;
      });
      const names = await Promise.all(cancelled);
      clearInterval(watch);
      expect(new Set(names)).toEqual(new Set(['CancelledFailure']));
      await expect.poll(started, { timeout: 5_000 }).toEqual([]);
    },
  );
});
