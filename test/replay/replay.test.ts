import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { bundleCode } from '../../workers/engine/workflow-bundle.ts';

/** What `record.ts` wrote: the id belongs to the history, because child ids derive from it. */
interface Recorded {
  readonly workflowId: string;
  readonly history: { readonly events: readonly object[] };
}

const here = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.json'),
);
const workflowBundle = { code: await bundleCode() };

describe('recorded histories', () => {
  it('exist for the constructs and outcomes of the engine', () => {
    expect(files.length).toBeGreaterThanOrEqual(10);
  });

  it.each(files)('replay without a difference: %s', async (file) => {
    const recorded = read(file);
    await Worker.runReplayHistory({ workflowBundle }, recorded.history, recorded.workflowId);
  });

  it('are refused when a command is missing, so that the test can fail', async () => {
    const recorded = read(files.find((name) => name.includes('shapes-large')) ?? '');
    const events = recorded.history.events.filter(
      (event) => !JSON.stringify(event).includes('double[1]'),
    );
    const broken = { ...recorded.history, events };
    await expect(
      Worker.runReplayHistory({ workflowBundle }, broken, recorded.workflowId),
    ).rejects.toThrow();
  });
});

function read(file: string): Recorded {
  return JSON.parse(readFileSync(`${here}${file}`, 'utf8')) as Recorded;
}
