import type { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { PackagedModel } from '../package/packaged-model.ts';
import type { ModelVersionRow } from '../../stores/registry/model-registry.ts';
import { readContent } from '../data/content.ts';
import { servicesOf } from '../services.ts';

const Described = PackagedModel.pick({ inputs: true, columns: true, classes: true, smoke: true });

/** A registered version with its file, checked against its hash. */
export interface LoadedVersion extends z.output<typeof Described> {
  readonly row: ModelVersionRow;
  readonly bytes: Uint8Array;
}

/** Loads a version by number or by alias; a name or version that is not there ends the task. */
export async function loadVersion(
  ctx: TaskContext,
  name: string,
  which: { readonly version: number } | { readonly alias: string },
): Promise<LoadedVersion> {
  const { models, objects } = servicesOf(ctx);
  const row =
    'version' in which
      ? await models.getVersion(name, which.version)
      : await models.getByAlias(name, which.alias);
  if (row === undefined) {
    const wanted = 'version' in which ? `version ${which.version}` : `alias "${which.alias}"`;
    return ctx.fail(`Model "${name}" has no ${wanted}.`, { retry: false });
  }
  const described = Described.parse(row.lineage);
  return { ...described, row, bytes: await readContent(objects, row.objectKey, row.sha256) };
}
