import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processEntry } from './process-entry.ts';

describe('processEntry', () => {
  beforeEach(() => vi.stubEnv('PERDURE_ENTRIES', ''));
  afterEach(() => vi.unstubAllEnvs());

  it('runs a source file under tsx, with the sources of the package itself', () => {
    const entry = processEntry('../roles/main', 'file:///p/workers/stack/x.ts', ['--queue', 'cpu']);
    expect(entry.command).toBe(process.execPath);
    expect(entry.args[0]).toBe('--import');
    expect(entry.args[1]).toMatch(/^file:\/\/.*tsx/);
    expect(entry.args.slice(2)).toEqual([
      '--conditions=perdure:source',
      '/p/workers/roles/main.ts',
      '--queue',
      'cpu',
    ]);
  });

  it('runs a built file plain, so that an installed package needs no tsx hook', () => {
    const entry = processEntry('../roles/main', 'file:///p/dist/workers/stack/x.js');
    expect(entry.args).toEqual(['/p/dist/workers/roles/main.js']);
  });

  it('keeps to sources where nothing is built, whatever was asked', () => {
    vi.stubEnv('PERDURE_ENTRIES', 'built');
    const entry = processEntry('./no-such-entry', import.meta.url);
    expect(entry.args.at(-1)).toMatch(/workers\/stack\/no-such-entry\.ts$/);
  });
});
