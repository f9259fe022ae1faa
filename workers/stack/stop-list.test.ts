import { describe, expect, it } from 'vitest';
import { StopList } from './stop-list.ts';

describe('the list of what must be stopped', () => {
  it('goes backwards, once, and past a step that fails', async () => {
    const done: string[] = [];
    const said: string[] = [];
    const list = new StopList((line) => said.push(line));
    for (const name of ['a', 'b', 'c']) {
      list.add(name, async () => {
        if (name === 'b') throw new Error('no');
        done.push(name);
      });
    }
    await Promise.all([list.run(), list.run()]);
    expect(done).toEqual(['c', 'a']);
    expect(said).toEqual(['Stopping b failed: no']);
  });

  it('stops at once what comes after its end: a part that was still starting', async () => {
    const done: string[] = [];
    const list = new StopList(() => undefined);
    await list.run();
    list.add('late', async () => void done.push('late'));
    await list.run();
    expect(done).toEqual(['late']);
  });
});
