import { describe, expect, it } from 'vitest';
import { planMarkdown, planMermaid, planTree, tallyByTask } from './index.ts';
import { TASK_STATES } from '../run/state.ts';
import { mermaidLabel } from './mermaid-label.ts';
import { samplePlan, sampleRegion, sampleTask } from './sample-plan.ts';
import { sampleWordsPlan } from './sample-words.ts';

const INSTANCES = [
  { taskId: 'prepare.ingest', state: 'success' },
  { taskId: 'fold.inner.train', state: 'success' },
  { taskId: 'fold.inner.train', state: 'failed' },
  { taskId: 'fold.inner.train', state: 'success' },
  { taskId: 'evaluate', state: 'upstream_failed' },
];

describe('the picture of a plan', () => {
  it('shows groups, maps and cases as frames in Mermaid', async () => {
    await expect(`${planMermaid(samplePlan())}\n`).toMatchFileSnapshot('golden/plan.mmd');
  });

  it('colours the tasks of a run and counts their instances', async () => {
    const tallies = tallyByTask(INSTANCES);
    await expect(`${planMermaid(samplePlan(), { tallies })}\n`).toMatchFileSnapshot(
      'golden/run.mmd',
    );
  });

  it('shows the same as an indented tree', async () => {
    await expect(`${planTree(samplePlan())}\n`).toMatchFileSnapshot('golden/plan.tree.txt');
    const tallies = tallyByTask(INSTANCES);
    await expect(`${planTree(samplePlan(), { tallies })}\n`).toMatchFileSnapshot(
      'golden/run.tree.txt',
    );
  });

  it('shows tree and task table as Markdown', async () => {
    await expect(`${planMarkdown(samplePlan())}\n`).toMatchFileSnapshot('golden/plan.md');
  });

  it('shows what waits, repeats, or sets up', async () => {
    const plan = sampleWordsPlan();
    await expect(`${planMermaid(plan)}\n`).toMatchFileSnapshot('golden/words.mmd');
    await expect(`${planTree(plan)}\n`).toMatchFileSnapshot('golden/words.tree.txt');
    await expect(`${planMarkdown(plan)}\n`).toMatchFileSnapshot('golden/words.md');
  });

  it('gives a colour to every state there is', () => {
    for (const state of TASK_STATES) {
      const tallies = tallyByTask([{ taskId: 'evaluate', state }]);
      expect(planMermaid(samplePlan(), { tallies })).toContain(`classDef ${state} `);
    }
  });

  it('never draws an edge between a frame and something inside it', () => {
    const inner = sampleTask('around.inner', ['around']);
    const plan = samplePlan({
      groups: [],
      root: sampleRegion([
        {
          kind: 'map',
          id: 'around',
          upstream: [],
          facts: [],
          items: { kind: 'literal', value: [] },
          body: sampleRegion([inner]),
          named: true,
        },
      ]),
    });
    expect(planMermaid(plan)).not.toContain('-->');
  });

  it('keeps the Markdown of a large plan within what Temporal shows', () => {
    const nodes = Array.from({ length: 3_000 }, (_, index) => sampleTask(`task_${index}`));
    const text = planMarkdown(samplePlan({ groups: [], root: sampleRegion(nodes) }));
    expect(text.length).toBeLessThan(16_200);
    expect(text).toContain('3000 tasks');
  });

  it('escapes whatever could end a label, be read as HTML or as Markdown', () => {
    expect(mermaidLabel('a"b<script>`x`#1;\\&\u0007')).toBe(
      'a#quot;b#lt;script#gt;#96;x#96;#35;1;#92;#amp; ',
    );
    expect(mermaidLabel('two\nlines')).toBe('two<br/>lines');
  });
});
