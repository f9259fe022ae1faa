import { createHash } from 'node:crypto';
import { checkObjectKey } from './check-object-key.ts';
import { ObjectKeyError } from './object-error.ts';

/**
 * The one place where object keys are made.
 *
 * K1 A key is made of checked parts only; nothing in it can step out of its folder.
 * K2 Different instances, attempts and contents never share a key.
 * K3 Keys of contents (`values/`, `plans/`, `data/`, `models/`) hold the content's own sha256, so
 *    writing the same content twice meets the same key, and a taken key is a success. A package of
 *    files lies under the sha256 of the list of its files with theirs.
 */

/** A task instance, as keys need it. */
export interface KeyInstance {
  readonly dagId: string;
  readonly runId: string;
  readonly path: string;
}
/** One attempt of an instance. */
export interface KeyFence {
  readonly generation: number;
  readonly attempt: number;
}

/** A value that travels between tasks by reference. */
export function valueKey(sha256: string): string {
  return made(['values', hash(sha256).slice(0, 2), `${sha256}.json`]);
}

/** A plan too large to travel in a workflow's input; `hash` is the plan's own. */
export function planKey(planHash: string): string {
  return made(['plans', `${hash(planHash)}.json`]);
}

/** A data version: the raw bytes of a data set, with the extension of its format. */
export function dataKey(sha256: string, extension: string): string {
  return made(['data', hash(sha256).slice(0, 2), `${sha256}.${part('extension', extension)}`]);
}

/** A model file. */
export function modelKey(model: string, sha256: string, extension = 'onnx'): string {
  const file = `${hash(sha256)}.${part('extension', extension)}`;
  return made(['models', part('model name', model), file]);
}

/**
 * A file of a model's package; `packageSha256` is that of the package's list of files. Without a
 * file, all of the package's keys begin so.
 */
export function packageKey(model: string, packageSha256: string, file?: string): string {
  const folder = ['models', part('model name', model), hash(packageSha256)];
  return file === undefined ? `${made(folder)}/` : made([...folder, part('file name', file)]);
}

/** A file an author keeps with `ctx.artifacts`; `name` may hold folders. */
export function artifactKey(instance: KeyInstance, fence: KeyFence, name: string): string {
  const names = name.split('/').map((segment) => part('artifact name', segment, ARTIFACT_PART));
  return made(['artifacts', ...instanceParts(instance), fencePart(fence), ...names]);
}

/**
 * A file of a tracking run: `root` is the run's own place (`runs/<run>/artifacts`, or as MLflow's
 * client names it), `name` may hold folders. A dot at the beginning of a part and `%` are encoded.
 */
export function trackedArtifactKey(root: string, name: string): string {
  const parts = [...root.split('/'), ...name.split('/')];
  if (parts.some((each) => each === '' || each === '.' || each === '..')) {
    throw new ObjectKeyError(`${quoted(name)} cannot be the name of an artifact.`);
  }
  return made(['tracking', ...parts.map(encodedPart)]);
}

function encodedPart(text: string): string {
  return text.replaceAll('%', '%25').replace(/^\./, '%2E');
}

/** The name that `trackedArtifactKey` made a part of a key from. */
export function decodedPart(text: string): string {
  return text.replace(/^%2E/, '.').replaceAll('%25', '%');
}

/** All artifacts of an instance. */
export function artifactPrefix(instance: KeyInstance): string {
  return `${made(['artifacts', ...instanceParts(instance)])}/`;
}

/** Where the log of one attempt lies: its chunks are the keys under it, `<log key>/00000001.jsonl`. */
export function logKey(instance: KeyInstance, fence: KeyFence): string {
  return made(['logs', ...instanceParts(instance), fencePart(fence)]);
}

/**
 * What the ranks of a distributed training leave for each other; `group` is their common path, `of`
 * the hash of network and data, without which all of the group's keys begin so.
 */
export function exchangePrefix(group: KeyInstance, of?: string): string {
  const ofWhat = of === undefined ? [] : [hash(of)];
  return `${made(['exchange', ...instanceParts(group), ...ofWhat])}/`;
}

/** The part of one batch that belongs to one rank. */
export function exchangeKey(
  group: KeyInstance,
  of: string,
  at: { readonly epoch: number; readonly batch: number; readonly rank: number },
): string {
  const file = `e${padded(at.epoch, 6)}-b${padded(at.batch, 8)}-r${padded(at.rank, 4)}`;
  return `${exchangePrefix(group, of)}${file}`;
}

/** A checkpoint of a task instance. */
export function checkpointKey(instance: KeyInstance, sequence: number, sha256: string): string {
  const file = `${padded(sequence, 9)}-${hash(sha256)}`;
  return made(['checkpoints', ...instanceParts(instance), file]);
}

const ID_PART = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;
// Run ids carry times: `scheduled-2026-11-21T03:00:00Z`, `manual__…+00:00`.
const RUN_ID_PART = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,249}$/;
const PATH_PART = /^[A-Za-z0-9][A-Za-z0-9_.[\]-]{0,4095}$/;
const ARTIFACT_PART = /^[A-Za-z0-9_][A-Za-z0-9_.@=+ -]{0,199}$/;

function instanceParts({ dagId, runId, path }: KeyInstance): readonly string[] {
  return [
    part('dag id', dagId),
    part('run id', runId, RUN_ID_PART),
    shortened(part('instance path', path, PATH_PART)),
  ];
}

/** Deep paths outgrow a file name. `~` is in no id, so a shortened path equals no whole one (K2). */
function shortened(path: string): string {
  if (path.length <= 160) return path;
  return `${path.slice(0, 100)}~${createHash('sha256').update(path).digest('hex').slice(0, 40)}`;
}

function fencePart({ generation, attempt }: KeyFence): string {
  return `g${padded(generation, 1)}-a${padded(attempt, 1)}`;
}

function padded(value: number, digits: number): string {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new ObjectKeyError(`A number in an object key must be a whole one from 0, not ${value}.`);
  }
  return String(value).padStart(digits, '0');
}

function hash(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new ObjectKeyError(`${quoted(sha256)} is not a sha256 in 64 lower-case hex digits.`);
  }
  return sha256;
}

function part(what: string, value: string, pattern = ID_PART): string {
  if (!pattern.test(value) || value.includes('..')) {
    throw new ObjectKeyError(
      `The ${what} ${quoted(value)} cannot be part of an object key. Expected ${String(pattern)} without "..".`,
    );
  }
  return value;
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
}

function made(parts: readonly string[]): string {
  const key = parts.join('/');
  checkObjectKey(key);
  return key;
}
