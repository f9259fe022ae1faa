import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { ModelVersionRow } from '../../stores/registry/model-registry.ts';
import type { Stores } from '../../stores/stores.ts';
import { Problem } from '../problem/problem.ts';
import { AliasWatch } from './alias-watch.ts';
import type { InferenceLimits } from './limits.ts';
import { ModelFiles } from './model-files.ts';
import type { InferRequest } from './open-inference-schema.ts';
import { readTensors } from './request-tensor.ts';
import { writeTensor, type ResponseTensor } from './response-tensor.ts';
import type { ModelFacts } from './session-message.ts';
import { SessionPool } from './session-pool.ts';

/** Which version of a model a request means. */
export interface ModelChoice {
  readonly name: string;
  readonly version?: number;
  readonly alias?: string;
}
export interface Inference {
  readonly version: number;
  readonly outputs: readonly ResponseTensor[];
}

/** A file that was refused is not tried again for this long: loading it again would not mend it. */
const REFUSED_MS = 30_000;

/** Registered models, ready to answer. */
export class ModelServing {
  readonly pool: SessionPool;
  readonly #stores: Stores;
  readonly #limits: InferenceLimits;
  readonly #files: ModelFiles;
  readonly #aliases: AliasWatch;
  readonly #facts = new LRUCache<string, Promise<ModelFacts>>({ max: 200 });
  readonly #refused = new LRUCache<string, Problem>({ max: 200, ttl: REFUSED_MS });

  constructor(stores: Stores, limits: InferenceLimits) {
    this.#stores = stores;
    this.#limits = limits;
    this.#files = new ModelFiles(stores.objects, limits);
    this.pool = new SessionPool(limits);
    this.#aliases = new AliasWatch(stores.models, (row) => this.facts(row), limits.aliasPollMs);
  }

  /** @throws Problem UNKNOWN_MODEL. */
  async choose({ name, version, alias = 'champion' }: ModelChoice): Promise<ModelVersionRow> {
    const row =
      version === undefined
        ? await this.#aliases.version(name, alias)
        : await this.#stores.models.getVersion(name, version);
    if (row !== undefined) return row;
    const which = version === undefined ? `version with alias "${alias}"` : `version ${version}`;
    throw new Problem('UNKNOWN_MODEL', `Model "${name}" has no ${which}.`);
  }

  /** What a version takes and gives; loads it when it is not loaded. @throws Problem */
  facts(row: ModelVersionRow): Promise<ModelFacts> {
    const refused = this.#refused.get(row.sha256);
    if (refused !== undefined) return Promise.reject(refused);
    const known = this.#facts.get(row.sha256);
    if (known !== undefined) return known;
    const facts = this.pool.facts(this.#files.of(row));
    this.#facts.set(row.sha256, facts);
    facts.catch((error: unknown) => this.#forget(row.sha256, error));
    return facts;
  }

  /** @throws Problem */
  async infer(choice: ModelChoice, request: z.output<typeof InferRequest>): Promise<Inference> {
    const row = await this.choose(choice);
    const facts = await this.facts(row);
    const feeds = readTensors(facts, request.inputs, this.#limits);
    const wanted = wantedOutputs(facts, request.outputs);
    const results = await this.pool.run(this.#files.of(row), feeds, wanted);
    const outputs = wanted.flatMap((name) => {
      const tensor = results[name];
      return tensor === undefined ? [] : [writeTensor(name, tensor)];
    });
    return { version: row.version, outputs };
  }

  close(): void {
    this.#aliases.close();
    this.pool.close();
  }

  #forget(sha256: string, error: unknown): void {
    this.#facts.delete(sha256);
    const lasting = ['MODEL_REJECTED', 'TAMPERED_OBJECT', 'INFERENCE_TIMEOUT', 'INFERENCE_CRASHED'];
    if (error instanceof Problem && lasting.includes(error.code)) this.#refused.set(sha256, error);
  }
}

function wantedOutputs(
  facts: ModelFacts,
  asked: readonly { readonly name: string }[] | undefined,
): readonly string[] {
  const known = facts.outputs.filter(({ type }) => type !== undefined).map(({ name }) => name);
  if (asked === undefined || asked.length === 0) return known;
  return asked.map(({ name }) => {
    if (known.includes(name)) return name;
    const list = known.map((each) => `"${each}"`).join(', ');
    throw new Problem(
      'INVALID_TENSOR',
      `Output "${name.slice(0, 100)}": the model has no such output. Its outputs: ${list}.`,
    );
  });
}
