import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { PackagedModel } from '../package/packaged-model.ts';
import { servicesOf } from '../services.ts';
import { placeOf } from '../data/run-place.ts';
import { lineageChain, MadeFrom } from './lineage-chain.ts';
import { ModelVersion, modelUri } from './model-version.ts';

// As an input it is `unknown`: references may sit anywhere in it, at any depth.
const Lineage = z.record(z.string(), z.json());

/**
 * Registers a packaged model as the next version of its name, with its metrics and the way back to
 * the raw file. One task instance gets one version, however often it is tried.
 */
export const registerModel = task({
  name: 'register_model',
  retries: 5,
  retryDelay: '2s',
  input: z.object({
    model: PackagedModel,
    metrics: z.record(z.string(), z.number()),
    /** Raw file, data version, split, candidates: whatever leads from the model back to the data. */
    lineage: z.record(z.string(), z.unknown()).default({}),
    /** The outputs of the tasks that led to it; they become `lineage.chain`. */
    from: MadeFrom.optional(),
    /** What it is for, in a sentence. */
    description: z.string().optional(),
    tags: z.record(z.string(), z.string()).default({}),
  }),
  output: ModelVersion,
  run: async ({ model, metrics, lineage, from, description, tags }, ctx) => {
    const { models, instance, planHash } = servicesOf(ctx);
    const by = placeOf(ctx);
    const file = { kind: 'model', name: model.name, sha256: model.sha256, uri: model.objectKey };
    const chain =
      from === undefined
        ? {}
        : { chain: [...lineageChain(from, planHash), { ...file, by: model.by ?? by }] };
    const row = await models.createVersion({
      name: model.name,
      source: { dagId: instance.dagId, runId: instance.runId, path: instance.path },
      ...{ objectKey: model.objectKey, sha256: model.sha256, size: model.size },
      signature: model.signature,
      metrics,
      lineage: {
        ...Lineage.parse(lineage),
        ...Lineage.parse(chain),
        planHash,
        run: { dagId: instance.dagId, runId: instance.runId, task: instance.path },
        candidate: model.candidate,
        onnxCheck: model.check,
        smoke: model.smoke,
        package: model.package,
        inputs: model.inputs,
        columns: model.columns,
        classes: model.classes,
      },
      tags: { kind: model.kind, task: model.task, ...tags },
      ...(from === undefined ? {} : { tracking: { runId: from.candidate.trackingRun } }),
      ...(description === undefined ? {} : { description }),
    });
    ctx.log.info(`Registered ${model.name} version ${row.version}.`);
    const uri = modelUri(row.name, row.version);
    return { name: row.name, version: row.version, sha256: row.sha256, uri };
  },
});
