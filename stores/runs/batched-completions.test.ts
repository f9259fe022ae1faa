import { describe, expect, it } from 'vitest';
import { BatchedCompletions, type PendingCompletion } from './batched-completions.ts';
import { completion, fence, newKey } from './claim-sample.ts';

const pending = (key = newKey(), attempt = 1): PendingCompletion => ({
  key,
  fence: fence(attempt),
  completion: completion(attempt),
});

/** A database that ends a write when it is told to. */
function slowDatabase() {
  const writes: { rows: readonly PendingCompletion[]; end: () => void }[] = [];
  const write = (rows: readonly PendingCompletion[]): Promise<void> =>
    new Promise((end) => void writes.push({ rows, end: () => end() }));
  const batched = new BatchedCompletions(
    async (one) => {
      await write([one]);
      return true;
    },
    async (many) => {
      await write(many);
      return many.map(() => true);
    },
  );
  return { writes, batched };
}

describe('completions together', () => {
  it('the first go alone; those that come meanwhile go together as soon as one has ended', async () => {
    const { writes, batched } = slowDatabase();
    const all = Array.from({ length: 30 }, () => batched.add(pending()));
    expect(writes.map(({ rows }) => rows.length)).toEqual([1, 1]);
    writes[0]?.end();
    await all[0];
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes.map(({ rows }) => rows.length)).toEqual([1, 1, 28]);
    writes.slice(1).forEach(({ end }) => end());
    expect(await Promise.all(all)).toEqual(all.map(() => true));
  });

  it('hundreds in a second gather a moment, and go alone again when they have become few', async () => {
    let now = 0;
    const writes: number[] = [];
    const note = (count: number): void => void writes.push(count);
    const batched = new BatchedCompletions(
      async () => (note(1), true),
      async (many) => (note(many.length), many.map(() => true)),
      () => now,
    );
    for (let i = 0; i < 60; i += 1) await batched.add(pending());
    expect(writes.slice(0, 50).every((rows) => rows === 1)).toBe(true);
    writes.length = 0;
    await Promise.all(Array.from({ length: 40 }, () => batched.add(pending())));
    expect(writes).toEqual([40]);
    now += 1_001;
    await Promise.all([batched.add(pending()), batched.add(pending())]);
    expect(writes).toEqual([40, 1, 1]);
  });

  it('an instance is in a batch once', async () => {
    const { writes, batched } = slowDatabase();
    const key = newKey();
    const first = [batched.add(pending()), batched.add(pending())];
    const twice = [batched.add(pending(key, 1)), batched.add(pending(key, 2))];
    const other = batched.add(pending());
    writes[0]?.end();
    await first[0];
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes[2]?.rows.map(({ fence: { attempt } }) => attempt)).toEqual([1, 1]);
    for (let i = 1; i < 4; i += 1) {
      writes[i]?.end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(writes[3]?.rows.map(({ fence: { attempt } }) => attempt)).toEqual([2]);
    await Promise.all([...first, ...twice, other]);
  });

  it('no batch grows beyond a quarter of a megabyte or a hundred rows', async () => {
    const { writes, batched } = slowDatabase();
    const large = { ...completion(1), output: { kind: 'inline', value: 'x'.repeat(60_000) } };
    const all = Array.from({ length: 12 }, () => batched.add({ ...pending(), completion: large }));
    const small = Array.from({ length: 150 }, () => batched.add(pending()));
    for (let i = 0; i < 12; i += 1) {
      writes[i]?.end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all([...all, ...small]);
    const sizes = writes.map(({ rows }) => rows.length);
    expect(Math.max(...sizes)).toBe(100);
    const bytes = writes.map(({ rows }) => JSON.stringify(rows).length);
    expect(Math.max(...bytes)).toBeLessThan(400_000);
  });

  it('a batch that fails is written one by one, and each answer is its own', async () => {
    const written: number[] = [];
    const batched = new BatchedCompletions(
      async ({ fence: { attempt } }) => {
        if (attempt === 3) throw new Error('this row');
        written.push(attempt);
        return attempt !== 4;
      },
      async () => {
        throw new Error('one of these rows');
      },
    );
    const all = [1, 2, 3, 4, 5].map((attempt) => batched.add(pending(newKey(), attempt)));
    const answers = await Promise.allSettled(all);
    expect(answers.map((each) => (each.status === 'fulfilled' ? each.value : 'thrown'))).toEqual([
      ...[true, true, 'thrown', false, true],
    ]);
    expect(written.sort()).toEqual([1, 2, 4, 5]);
  });
});
