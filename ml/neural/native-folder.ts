import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** What `npm run setup:native` sets up. */
export type NativeKind = 'cpu' | 'gpu' | 'webgpu';

/**
 * A `require` that finds the packages of a kind: those of `npm run setup:native`, which lie in a
 * folder of their own (`PERDURE_NATIVE_DIR`, else `.cache/native` of the project), else those that
 * are installed beside this package.
 */
export function nativeRequire(kind: NativeKind): NodeJS.Require {
  const folder = path.resolve(process.env['PERDURE_NATIVE_DIR'] ?? projectCache(), kind);
  const manifest = path.join(folder, 'package.json');
  return existsSync(manifest) ? createRequire(manifest) : require;
}

const FIRST: Readonly<Record<NativeKind, string>> = {
  cpu: '@tensorflow/tfjs-node',
  gpu: '@tensorflow/tfjs-node-gpu',
  webgpu: 'webgpu',
};

/** Whether the packages of a kind are there; nothing is loaded. */
export function isSetUp(kind: NativeKind): boolean {
  try {
    nativeRequire(kind).resolve(FIRST[kind]);
    return true;
  } catch {
    return false;
  }
}

/** Loads a package of a kind. @throws Error naming the mend when it is not installed */
export function requireNative(kind: NativeKind, name: string): object {
  try {
    const loaded: unknown = nativeRequire(kind)(name);
    return Object(loaded) as object; // a module's exports are always an object
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      `The optional package "${name}" is not installed; "npm run setup:native -- ${kind}" does it.`,
      { cause: error },
    );
  }
}

/** `.cache/native` beside the package.json of this project, which is above both sources and build. */
function projectCache(): string {
  let folder = import.meta.dirname;
  while (folder !== path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest) && /"name": *"perdure"/.test(readFileSync(manifest, 'utf8'))) break;
    folder = path.dirname(folder);
  }
  return path.join(folder, '.cache', 'native');
}
