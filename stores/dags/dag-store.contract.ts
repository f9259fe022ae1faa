import { describe, expect, it } from 'vitest';
import { PLAN_VERSION, type CompiledPlan } from '../../dsl/plan/plan.ts';
import type { DagStore } from './dag-store.ts';

/** What every dag store has to keep. */
export function describeDagStore(name: string, store: () => DagStore): void {
  describe(`dag store: ${name}`, () => {
    describePublishing(store);
    describeLoadErrors(store);
  });
}

function describePublishing(store: () => DagStore): void {
  it('publishes a version, makes it current and keeps the ones before', async () => {
    const id = newId();
    await store().publish({ plan: plan(id, 'h1'), file: 'a.dag.ts', build: 'b1' });
    await store().publish({ plan: plan(id, 'h2', ['x']), file: 'b.dag.ts', build: 'b2' });
    await store().publish({ plan: plan(id, 'h2', ['x']), file: 'b.dag.ts', build: 'b2' });
    expect(await store().get(id)).toMatchObject({
      ...{ dagId: id, planHash: 'h2', file: 'b.dag.ts', build: 'b2', paused: false },
      ...{ schedule: '0 3 * * * (Europe/Paris)', tags: ['x'], owner: 'ml' },
    });
    expect(await store().plan(id)).toEqual(plan(id, 'h2', ['x']));
    expect(await store().plan(id, 'h1')).toEqual(plan(id, 'h1'));
    await store().publish({ plan: plan(id, 'h1'), file: 'a.dag.ts', build: 'b3' });
    expect((await store().get(id))?.planHash).toBe('h1');
    expect((await store().list()).filter(({ dagId }) => dagId === id)).toHaveLength(1);
  });

  it('gives a plan back as it was written, key order and NUL included', async () => {
    const id = newId();
    const definition = { name: 'a\u0000b', input: { z: 1, a: 2 }, output: {} };
    const published = { ...plan(id, 'h'), definitions: [definition] };
    await store().publish({ plan: published, file: 'a.dag.ts', build: 'b' });
    expect(JSON.stringify(await store().plan(id))).toBe(JSON.stringify(published));
  });

  it('keeps a pause over publishing, and knows no dag that is not there', async () => {
    const id = newId();
    expect(await store().setPaused(id, true, 'me')).toBe(false);
    expect(await store().get(id)).toBeUndefined();
    expect(await store().plan(id)).toBeUndefined();
    await store().publish({ plan: plan(id, 'h1'), file: 'a.dag.ts', build: 'b' });
    expect(await store().setPaused(id, true, 'me')).toBe(true);
    await store().publish({ plan: plan(id, 'h2'), file: 'a.dag.ts', build: 'b' });
    expect((await store().get(id))?.paused).toBe(true);
    expect(await store().plan(id, 'none')).toBeUndefined();
    await store().setPaused(id, false, 'me');
    expect((await store().get(id))?.paused).toBe(false);
  });

  it('takes many workers that publish the same at once', async () => {
    const id = newId();
    const dag = { plan: plan(id, 'h'), file: 'a.dag.ts', build: 'b' };
    await Promise.all(Array.from({ length: 10 }, () => store().publish(dag)));
    expect(await store().get(id)).toMatchObject({ planHash: 'h' });
  });
}

function describeLoadErrors(store: () => DagStore): void {
  it('replaces the load errors of one source and leaves those of others', async () => {
    const [a, b] = [newId(), newId()];
    const error = (file: string): { file: string; code: string; message: string } => ({
      ...{ file: `${a}/${file}`, code: 'DAG001', message: `bad: ${file}` },
    });
    await store().setLoadErrors(a, [error('2'), error('1')]);
    await store().setLoadErrors(b, [error('3')]);
    const mine = async (): Promise<string[]> =>
      (await store().listLoadErrors())
        .filter(({ file }) => file.startsWith(`${a}/`))
        .map(({ message }) => message);
    expect((await mine()).sort()).toEqual(['bad: 1', 'bad: 2', 'bad: 3']);
    await store().setLoadErrors(a, [error('4'), error('5'), error('6')]);
    const order = (await mine()).filter((message) => message !== 'bad: 3');
    expect(order).toEqual(['bad: 4', 'bad: 5', 'bad: 6']);
    await store().setLoadErrors(a, []);
    expect(await mine()).toEqual(['bad: 3']);
    await store().setLoadErrors(b, []);
  });

  it('takes two reports of one source at once', async () => {
    const source = newId();
    const errors = [{ file: source, code: 'DAG001', message: 'x' }];
    await Promise.all(Array.from({ length: 8 }, () => store().setLoadErrors(source, errors)));
    const found = (await store().listLoadErrors()).filter(({ file }) => file === source);
    expect(found).toEqual(errors);
  });
}

let count = 0;
function newId(): string {
  count += 1;
  return `dag-${process.pid}-${Date.now()}-${count}`;
}

function plan(id: string, hash: string, tags: readonly string[] = []): CompiledPlan {
  return {
    ...{ planVersion: PLAN_VERSION, id, hash, params: { type: 'object' } },
    settings: { catchup: false, failFast: false, tags, owner: 'ml', callbacks: [] },
    schedule: { kind: 'cron', expressions: ['0 3 * * *'], timezone: 'Europe/Paris', jitterMs: 0 },
    root: { nodes: [], result: { kind: 'literal', value: null } },
    ...{ groups: [], definitions: [] },
  };
}
