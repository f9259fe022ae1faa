import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { privateFolder, readIfThere, secretFile, writePrivateFile } from './private-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perdure-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string): number => statSync(path).mode & 0o777;

describe('private files', () => {
  it('are readable by their owner alone, and replaced whole', () => {
    const file = join(folder, 'a');
    writePrivateFile(file, 'one');
    writePrivateFile(file, 'two');
    expect(mode(file)).toBe(0o600);
    expect(readIfThere(file)).toBe('two');
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readIfThere(join(folder, 'b'))).toBeUndefined();
  });

  it('hold a secret that is made once', () => {
    const file = join(folder, 'secret');
    const first = secretFile(file);
    expect(first).toMatch(/^[0-9a-f]{48}$/);
    expect(secretFile(file)).toBe(first);
    expect(secretFile(join(folder, 'other'))).not.toBe(first);
  });

  it('close a secret that somebody opened to others', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'mine');
    chmodSync(file, 0o644);
    expect(secretFile(file)).toBe('mine');
    expect(mode(file)).toBe(0o600);
  });

  it('lie in folders that only their owner may enter', () => {
    const open = join(folder, 'open');
    mkdirSync(open, { mode: 0o755 });
    expect(mode(privateFolder(open))).toBe(0o700);
  });
});
