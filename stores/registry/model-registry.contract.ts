import { describe, expect, it } from 'vitest';
import type { AliasMove, ModelRegistry, NewModelVersion } from './model-registry.ts';

/** What every model registry has to keep. */
export function describeModelRegistry(name: string, registry: () => ModelRegistry): void {
  describe(`model registry: ${name}`, () => {
    describeVersions(registry);
    describeAliases(registry);
    describeChanges(registry);
    describeRaces(registry);
  });
}

function describeVersions(registry: () => ModelRegistry): void {
  it('numbers versions and gives back what was stored', async () => {
    const name = newName();
    const first = await registry().createVersion(version(name, 'r1'));
    const second = await registry().createVersion(version(name, 'r2'));
    expect(first).toMatchObject({ ...version(name, 'r1'), version: 1, aliases: [] });
    expect(second.version).toBe(2);
    expect(await registry().getVersion(name, 1)).toEqual(first);
    expect((await registry().listVersions(name)).map((row) => row.version)).toEqual([2, 1]);
    expect(await registry().getVersion(name, 3)).toBeUndefined();
    expect(await registry().getVersion(newName(), 1)).toBeUndefined();
    expect(await registry().listVersions(newName())).toEqual([]);
    const model = (await registry().listModels()).find((row) => row.name === name);
    expect(model).toMatchObject({ latestVersion: 2, aliases: {} });
    expect(model?.createdAt).toBeInstanceOf(Date);
  });

  it('gives a task instance the same version however often it registers', async () => {
    const name = newName();
    const first = await registry().createVersion(version(name, 'r1'));
    const again = { ...version(name, 'r1'), sha256: 'f'.repeat(64) };
    expect(await registry().createVersion(again)).toEqual(first);
    const both = await Promise.all(
      Array.from({ length: 8 }, () => registry().createVersion(version(name, 'r2'))),
    );
    expect(both.map((row) => row.version)).toEqual(both.map(() => 2));
    const other = { ...version(name, 'r2'), source: { dagId: 'd', runId: 'r2', path: 'train[1]' } };
    expect((await registry().createVersion(other)).version).toBe(3);
  });

  it('numbers without gaps whoever registers at once', async () => {
    const name = newName();
    const rows = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        registry().createVersion(version(name, `r${index}`)),
      ),
    );
    const numbers = rows.map((row) => row.version).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  });

  it('refuses names that are no names and metrics that are no numbers', async () => {
    for (const name of ['', '../x', 'a/b', 'a b', '.a', 'a..b', "x' --", 'a'.repeat(201)]) {
      const refused = registry().createVersion(version(name, 'r1'));
      await expect(refused, name).rejects.toMatchObject({ code: 'INVALID_NAME' });
    }
    for (const accuracy of [NaN, Infinity]) {
      const refused = registry().createVersion({
        ...version(newName(), 'r'),
        metrics: { accuracy },
      });
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_METRIC' });
    }
  });
}

function describeAliases(registry: () => ModelRegistry): void {
  it('moves an alias from where it is expected to be, and only from there', async () => {
    const name = await withVersions(registry(), 3);
    expect(await registry().getByAlias(name, 'champion')).toBeUndefined();
    expect(await registry().moveAlias(move(name, 1, null))).toBe(1);
    expect(await registry().moveAlias(move(name, 2, null))).toBe(1);
    expect(await registry().moveAlias(move(name, 2, 3))).toBe(1);
    expect(await registry().moveAlias(move(name, 2, 1))).toBe(2);
    expect(await registry().getByAlias(name, 'champion')).toMatchObject({
      version: 2,
      aliases: ['champion'],
    });
    await registry().moveAlias({ ...move(name, 2, null), alias: 'challenger' });
    const row = await registry().getVersion(name, 2);
    expect(row?.aliases).toEqual(['challenger', 'champion']);
    expect((await registry().getVersion(name, 1))?.aliases).toEqual([]);
    const model = (await registry().listModels()).find((each) => each.name === name);
    expect(model?.aliases).toEqual({ champion: 2, challenger: 2 });
  });

  it('says yes again to a move whose answer was lost', async () => {
    const name = await withVersions(registry(), 2);
    await registry().moveAlias(move(name, 1, null));
    expect(await registry().moveAlias(move(name, 2, 1))).toBe(2);
    expect(await registry().moveAlias(move(name, 2, 1))).toBe(2);
  });

  it('lets exactly one of many concurrent movers win', async () => {
    const name = await withVersions(registry(), 10);
    for (const from of [null, 'champion'] as const) {
      const expected = from === null ? null : (await championOf(registry(), name)).version;
      const rivals = Array.from({ length: 10 }, (_, index) => index + 1).filter(
        (each) => each !== expected,
      );
      const answers = await Promise.all(
        rivals.map(async (to) => ({
          to,
          at: await registry().moveAlias(move(name, to, expected)),
        })),
      );
      const winners = answers.filter(({ to, at }) => to === at);
      expect(winners).toHaveLength(1);
      expect(new Set(answers.map(({ at }) => at))).toEqual(new Set([winners[0]?.to]));
      expect((await championOf(registry(), name)).version).toBe(winners[0]?.to);
    }
  });

  it('refuses versions that are not there and words that are no aliases', async () => {
    const name = await withVersions(registry(), 1);
    const missing = { code: 'NO_SUCH_VERSION' };
    await expect(registry().moveAlias(move(name, 9, null))).rejects.toMatchObject(missing);
    await expect(registry().moveAlias(move(newName(), 1, null))).rejects.toMatchObject(missing);
    const gone = registry().moveAlias(move(name, 1, 1));
    await expect(gone).rejects.toMatchObject({ code: 'NO_SUCH_ALIAS' });
    for (const alias of ['', 'latest', 'V12', 'a b', 'a/b', "x'"]) {
      const refused = registry().moveAlias({ ...move(name, 1, null), alias });
      await expect(refused, alias).rejects.toMatchObject({ code: 'INVALID_NAME' });
    }
  });
}

function describeChanges(registry: () => ModelRegistry): void {
  it('keeps who approved a version, its stage, its tags and its description', async () => {
    const name = await withVersions(registry(), 2);
    await registry().changeVersion(
      name,
      1,
      { stage: 'Production', tags: { a: '1', b: '2' } },
      'ada',
    );
    const change = { description: 'good', tags: { b: null } };
    const approval = { state: 'approved', reason: 'by hand' } as const;
    await registry().changeVersion(name, 1, { ...change, approval }, 'ada');
    await registry().changeVersion(name, 2, { stage: 'Production', archiveOthers: true }, 'bob');
    expect(await registry().getVersion(name, 1)).toMatchObject({
      ...{ stage: 'Archived', description: 'good', tags: { family: 'net', a: '1' } },
      approval: { state: 'approved', reason: 'by hand', by: 'ada' },
    });
    const missing = registry().changeVersion(name, 9, {}, 'ada');
    await expect(missing).rejects.toMatchObject({ code: 'NO_SUCH_VERSION' });
  });

  it('keeps every move of an alias, whoever moved it, and writes none that changes nothing', async () => {
    const name = await withVersions(registry(), 2);
    await registry().moveAlias(move(name, 1, null));
    await registry().setAlias(name, 'champion', 2, 'ada');
    await registry().setAlias(name, 'champion', 2, 'ada');
    await registry().deleteAlias(name, 'champion', 'bob');
    await registry().deleteAlias(name, 'champion', 'bob');
    expect(await registry().aliasHistory(name, 'champion')).toMatchObject([
      { from: 2, to: null, user: 'bob' },
      { from: 1, to: 2, user: 'ada', dagId: '' },
      { from: null, to: 1, user: '', dagId: 'd' },
    ]);
  });

  it('gives no number twice, and takes a model away with all that is of it', async () => {
    const name = await withVersions(registry(), 2);
    await registry().setAlias(name, 'champion', 2, 'ada');
    await registry().deleteVersion(name, 2, 'ada');
    expect(await registry().getByAlias(name, 'champion')).toBeUndefined();
    expect((await registry().createVersion(version(name, 'r2'))).version).toBe(3);
    const renamed = newName();
    await registry().changeModel(name, { name: renamed, tags: { t: '1' } }, 'ada');
    const numbers = (await registry().listVersions(renamed)).map((row) => row.version);
    expect(numbers).toEqual([3, 1]);
    const taken = registry().createModel({ name: renamed }, 'ada');
    await expect(taken).rejects.toMatchObject({ code: 'MODEL_EXISTS' });
    await registry().deleteModel(renamed, 'ada');
    expect(await registry().getModel(renamed)).toBeUndefined();
    expect(await registry().listVersions(renamed)).toEqual([]);
  });
}

function describeRaces(registry: () => ModelRegistry): void {
  it('keeps one chain of moves when many move an alias at once', async () => {
    const name = await withVersions(registry(), 12);
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        registry().setAlias(name, 'champion', index + 1, 'ada'),
      ),
    );
    const steps = [...(await registry().aliasHistory(name, 'champion'))].reverse();
    expect(steps.map(({ from }) => from)).toEqual([
      null,
      ...steps.slice(0, -1).map(({ to }) => to),
    ]);
    expect(new Set(steps.map(({ to }) => to)).size).toBe(12);
    expect((await championOf(registry(), name)).version).toBe(steps.at(-1)?.to);
  });

  it('never leaves an alias on a version that is deleted at the same moment', async () => {
    for (let time = 0; time < 8; time += 1) {
      const name = await withVersions(registry(), 2);
      await Promise.allSettled([
        registry().setAlias(name, 'champion', 2, 'ada'),
        registry().deleteVersion(name, 2, 'ada'),
        registry().setAlias(name, 'champion', 1, 'ada'),
      ]);
      const model = await registry().getModel(name);
      expect(model?.aliases['champion']).not.toBe(2);
    }
  });
}

async function withVersions(registry: ModelRegistry, count: number): Promise<string> {
  const name = newName();
  for (let run = 1; run <= count; run += 1) await registry.createVersion(version(name, `r${run}`));
  return name;
}

async function championOf(
  registry: ModelRegistry,
  name: string,
): Promise<{ readonly version: number }> {
  const row = await registry.getByAlias(name, 'champion');
  if (row === undefined) throw new Error('There is no champion.');
  return row;
}

let count = 0;
function newName(): string {
  count += 1;
  return `model-${process.pid}-${Date.now()}-${count}`;
}

function version(name: string, runId: string): NewModelVersion {
  return {
    name,
    source: { dagId: 'digits', runId, path: 'train' },
    ...{ objectKey: 'models/m/x.onnx', sha256: 'a'.repeat(64), size: 3_000_000_000 },
    signature: { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 64] }], outputs: [] },
    metrics: { accuracy: 0.975, f1: 0.97 },
    lineage: { dataVersion: 'b', split: { seed: 7 }, odd: 'nul \u0000' },
    tags: { family: 'net' },
  };
}

function move(name: string, to: number, expected: number | null): AliasMove {
  return { name, alias: 'champion', version: to, expected, by: { dagId: 'd', runId: 'r' } };
}
