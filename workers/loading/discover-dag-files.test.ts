import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverDagFiles } from './discover-dag-files.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'perdure-discover-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
}

describe('discovery', () => {
  it('finds dag files of every kind at every depth, in byte order, and nothing else', async () => {
    await put('b.dag.ts', 'a/deep/c.dag.mts', 'Z.dag.js', 'a/d.dag.mjs');
    await put(
      'tasks.ts',
      'dag.ts',
      'x.dag.txt',
      'x.dag.d.ts',
      'x.dag.cts',
      'x.dag.tsx',
      'dag.ts.bak',
    );
    const found = await discoverDagFiles(root);
    expect(found.files).toEqual(['Z.dag.js', 'a/d.dag.mjs', 'a/deep/c.dag.mts', 'b.dag.ts']);
    expect(found.faults).toEqual([]);
  });

  it('skips node_modules and dot folders', async () => {
    await put('node_modules/x/a.dag.ts', '.git/a.dag.ts', 'b/node_modules/a.dag.ts', 'b/ok.dag.ts');
    expect((await discoverDagFiles(root)).files).toEqual(['b/ok.dag.ts']);
  });

  it('skips what .perdureignore names, with the rules of .gitignore', async () => {
    await put(
      'a.dag.ts',
      'drafts/b.dag.ts',
      'c.old.dag.ts',
      'keep.old.dag.ts',
      'x/drafts/d.dag.ts',
    );
    await writeFile(
      join(root, '.perdureignore'),
      '# drafts\n/drafts/\n*.old.dag.ts\n!keep.old.dag.ts\n',
    );
    expect((await discoverDagFiles(root)).files).toEqual([
      'a.dag.ts',
      'keep.old.dag.ts',
      'x/drafts/d.dag.ts',
    ]);
  });

  it('takes one file, also under another name', async () => {
    await put('a.dag.ts', 'b.dag.ts');
    expect(await discoverDagFiles(join(root, 'b.dag.ts'))).toMatchObject({
      root,
      files: ['b.dag.ts'],
    });
  });

  it('follows a linked folder once, and ends at a loop, which it names', async () => {
    await put('real/a.dag.ts');
    await symlink('real', join(root, 'again'));
    await symlink('..', join(root, 'real', 'up'));
    const found = await discoverDagFiles(root);
    expect(found.files).toEqual(['real/a.dag.ts']);
    expect(found.faults.map(({ code, file }) => `${code} ${file}`)).toEqual(['LOAD013 real/up']);
  });

  it('names links that lead nowhere or to themselves, and finds what is beside them', async () => {
    await put('ok.dag.ts');
    await symlink('self.dag.ts', join(root, 'self.dag.ts'));
    await symlink('/nowhere/at/all', join(root, 'gone.dag.ts'));
    await symlink('/nowhere/at/all', join(root, 'other-link'));
    const found = await discoverDagFiles(root);
    expect(found.files).toEqual(['ok.dag.ts']);
    expect(found.faults.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'LOAD013 gone.dag.ts',
      'LOAD013 self.dag.ts',
    ]);
  });

  it('warns of a folder without dag files', async () => {
    await put('digits.ts');
    const found = await discoverDagFiles(root);
    expect(found.faults.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning LOAD014',
    ]);
  });

  it('tells of a folder that is not there', async () => {
    const found = await discoverDagFiles(join(root, 'nope'));
    expect(found.faults.map(({ code }) => code)).toEqual(['LOAD014']);
  });
});
