import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Makes a folder that only its owner can enter. An existing one is narrowed. */
export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  return path;
}

/** Writes a file of mode 0600 in one step: a reader sees the old text or the new, never a part. */
export function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, path);
}

/** The text of a file, or undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The text of a secret file, closed to others; made from 24 random bytes at first use. */
export function secretFile(path: string): string {
  const kept = readIfThere(path)?.trim();
  if (kept !== undefined && kept !== '') {
    chmodSync(path, 0o600);
    return kept;
  }
  const secret = randomBytes(24).toString('hex');
  writePrivateFile(path, `${secret}\n`);
  return secret;
}
