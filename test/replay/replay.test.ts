import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { replayHistories, type RecordedHistory, type ReplayEnd } from '../../workers/engine/replay.ts';
import { bundleCode } from '../../workers/engine/workflow-bundle.ts';

/** What `record.ts` wrote: a history in JSON, as Temporal's own tools write it. */
interface Recorded extends RecordedHistory {
  readonly history: { readonly events: readonly object[] };
}

const here = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.json'),
);
const workflowBundle = { code: await bundleCode() };
const recorded = files.map(read);

describe('recorded histories', () => {
  const ends: ReplayEnd[] = [];
  beforeAll(async () => {
    for await (const end of replayHistories(recorded, { workflowBundle })) ends.push(end);
  }, 600_000);

  it('exist for the constructs and outcomes of the engine', () => {
    expect(files.length).toBeGreaterThanOrEqual(100);
  });

  it.each(files)('replay without a difference: %s', (file) => {
    const at = files.indexOf(file);
    expect(ends[at]).toEqual({ workflowId: recorded[at]?.workflowId, ok: true });
  });

  it('are refused when a command is missing or they are none, so that the test can fail', async () => {
    const whole = recorded[files.findIndex((name) => name.includes('shapes-large'))];
    if (whole === undefined) throw new Error('No history of "shapes" was recorded.');
    const events = whole.history.events.filter(
      (event) => !JSON.stringify(event).includes('double[1]'),
    );
    const broken = { ...whole, history: { ...whole.history, events } };
    const none = { ...whole, history: { events: [] } };
    const replayed: boolean[] = [];
    for await (const { ok } of replayHistories([broken, none, whole], { workflowBundle })) {
      replayed.push(ok);
    }
    expect(replayed).toEqual([false, false, true]);
  });
});

function read(file: string): Recorded {
  return JSON.parse(readFileSync(`${here}${file}`, 'utf8')) as Recorded; // as `record.ts` wrote it
}
