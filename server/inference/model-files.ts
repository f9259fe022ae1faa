import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ModelVersionRow } from '../../stores/registry/model-registry.ts';
import type { Stores } from '../../stores/stores.ts';
import { Problem } from '../problem/problem.ts';
import { admitModel, checkFile } from './admit-model.ts';
import type { InferenceLimits } from './limits.ts';
import type { ModelFile } from './session-pool.ts';

/**
 * The files behind model versions.
 *
 * M1 Only what the registry names is read, and only bytes that have the registered hash and pass
 *    the scan are given out.
 * M2 A file that is not known to be good is first loaded in a process of its own, which it may crash
 *    without touching the models that are served. Known good are those that our packaging checked
 *    on a whole holdout, and those that loaded here before.
 */
export class ModelFiles {
  readonly #objects: Stores['objects'];
  readonly #limits: InferenceLimits;
  readonly #good = new LRUCache<string, true>({ max: 1_000 });

  constructor(objects: Stores['objects'], limits: InferenceLimits) {
    this.#objects = objects;
    this.#limits = limits;
  }

  of(row: ModelVersionRow): ModelFile {
    return { sha256: row.sha256, read: () => this.#read(row) };
  }

  /** @throws Problem */
  async #read(row: ModelVersionRow): Promise<Uint8Array> {
    const label = `Version ${row.version} of model "${row.name}"`;
    const bytes = await this.#registered(row, label);
    if (this.#good.has(row.sha256) || Object.hasOwn(row.lineage, 'onnxCheck')) {
      checkFile(bytes, label, this.#limits);
    } else await admitModel(bytes, label, this.#limits);
    this.#good.set(row.sha256, true);
    return bytes;
  }

  async #registered(row: ModelVersionRow, label: string): Promise<Uint8Array> {
    const stored = await this.#objects.head(row.objectKey);
    if (stored === undefined)
      throw new Problem('MODEL_NOT_READY', `${label} has no file any more.`);
    if (stored.size > this.#limits.modelBytes) {
      throw new Problem(
        'MODEL_REJECTED',
        `${label} is larger than ${this.#limits.modelBytes} bytes.`,
      );
    }
    const bytes = await this.#objects.get(row.objectKey);
    if (createHash('sha256').update(bytes).digest('hex') !== row.sha256) {
      throw new Problem('TAMPERED_OBJECT', `${label} does not match its registered hash.`);
    }
    return bytes;
  }
}
