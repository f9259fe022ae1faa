import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { replayHistories, type RecordedHistory } from '../../workers/engine/replay.ts';
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
    expect(files.length).toBeGreaterThanOrEqual(100);
  });

  it.each(files)('replay without a difference: %s', async (file) => {
    expect(await replayed(read(file))).toMatchObject({ ok: true });
  });

  it('are refused when a command is missing, so that the test can fail', async () => {
    const recorded = read(files.find((name) => name.includes('shapes-large')) ?? '');
    const events = recorded.history.events.filter(
      (event) => !JSON.stringify(event).includes('double[1]'),
    );
    const broken = { ...recorded.history, events };
    expect(await replayed({ ...recorded, history: broken })).toMatchObject({ ok: false });
  });
});

async function replayed(recorded: Recorded): Promise<object> {
  // A history in JSON, as Temporal's own tools write it.
  const one = [recorded as unknown as RecordedHistory];
  for await (const end of replayHistories(one, { workflowBundle })) return end;
  throw new Error('Nothing was replayed.');
}

function read(file: string): Recorded {
  return JSON.parse(readFileSync(`${here}${file}`, 'utf8')) as Recorded;
}
