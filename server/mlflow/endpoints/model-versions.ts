import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ModelVersionRow, VersionChange } from '../../../stores/registry/model-registry.ts';
import { noSuchModel } from '../../../stores/registry/registry-name.ts';
import { checkTags } from '../../../stores/tracking/checked-batch.ts';
import { VERSION_SEARCH } from '../../../stores/tracking/search/schemas.ts';
import { searchIn, type SearchIn } from '../../../stores/tracking/search/search-in.ts';
import { versionUri, resolvedUri } from '../artifacts/artifact-place.ts';
import { foundVersion } from '../artifacts/version-files.ts';
import {
  Bool,
  Name,
  Pairs,
  SearchFields,
  Text,
  endpoint,
  filled,
  nextOf,
  requestOf,
  type Call,
  type Endpoint,
} from '../endpoint.ts';
import { checkSource, onnxBelow } from '../model-source.ts';
import { versionView, withoutAliases } from '../registry-views.ts';
import { promptFilter, tagOf } from './registered-models.ts';
import { VersionText, stageOf } from './version-text.ts';

const OfVersion = z.object({ name: Name, version: VersionText });
type OfVersion = z.output<typeof OfVersion>;

const NewVersion = z.object({
  name: Name,
  source: Name,
  run_id: Text.default(''),
  run_link: Text.default(''),
  description: Text.default(''),
  model_id: Text.default(''),
  tags: Pairs,
});

/** `/mlflow/model-versions/…` */
export const modelVersionEndpoints: readonly Endpoint[] = [
  endpoint('POST', '/model-versions/create', NewVersion, async (input, call) => ({
    model_version: versionView(await createVersion(input, call)),
  })),
  endpoint('GET', '/model-versions/get', OfVersion, async ({ name, version }, { stores }) => ({
    model_version: versionView(await foundVersion(stores, name, version)),
  })),
  endpoint(
    'PATCH',
    '/model-versions/update',
    OfVersion.extend({ description: Text.optional() }),
    (input, call) =>
      changed(
        input,
        input.description === undefined ? {} : { description: input.description },
        call,
      ),
  ),
  endpoint(
    'POST',
    '/model-versions/transition-stage',
    OfVersion.extend({ stage: Name, archive_existing_versions: Bool.default(false) }),
    (input, call) =>
      changed(
        input,
        { stage: stageOf(input.stage), archiveOthers: input.archive_existing_versions },
        call,
      ),
  ),
  endpoint('DELETE', '/model-versions/delete', OfVersion, ({ name, version }, { stores, user }) =>
    stores.models.deleteVersion(name, version, user),
  ),
  endpoint('GET', '/model-versions/search', z.object(SearchFields), async (input, { stores }) => {
    const all = (await stores.models.listAllVersions()).filter(promptFilter(input.filter));
    const page = searchIn(all, requestOf(input), VERSIONS);
    return filled({ model_versions: page.items.map(withoutAliases), ...nextOf(page) });
  }),
  endpoint(
    'GET',
    '/model-versions/get-download-uri',
    OfVersion,
    async ({ name, version }, { stores }) => {
      const row = await foundVersion(stores, name, version);
      const { sourceUri } = row.tracking;
      if (sourceUri === '') return { artifact_uri: versionUri(row) };
      // The client knows the way to the files of a run; of a logged model only its place.
      const isModel = sourceUri.startsWith('models:/');
      return { artifact_uri: isModel ? await resolvedUri(stores, sourceUri) : sourceUri };
    },
  ),
  endpoint(
    'POST',
    '/model-versions/set-tag',
    OfVersion.extend({ key: Name, value: Text.default('') }),
    async (input, call) => {
      checkTags({ [input.key]: input.value });
      await changed(input, { tags: { [input.key]: input.value } }, call);
      return {};
    },
  ),
  endpoint(
    'DELETE',
    '/model-versions/delete-tag',
    OfVersion.extend({ key: Name }),
    async (input, call) => {
      await changed(input, { tags: { [input.key]: null } }, call);
      return {};
    },
  ),
];

async function createVersion(
  input: z.output<typeof NewVersion>,
  { stores, user }: Call,
): Promise<ModelVersionRow> {
  const { name, source, description, tags, run_id: given, run_link, model_id } = input;
  checkTags(tags);
  checkSource(source);
  if ((await stores.models.getModel(name)) === undefined) throw noSuchModel(name);
  const uri = await resolvedUri(stores, source);
  const modelId = model_id || (/^models:\/(m-[0-9a-f]+)/.exec(source)?.[1] ?? '');
  const logged = modelId === '' ? undefined : await stores.tracking.loggedModels.get(modelId);
  const runId = given || (logged?.sourceRunId ?? '');
  const file = await onnxBelow(stores, uri);
  return stores.models.createVersion({
    name,
    // Every call of a client makes a version, as with MLflow.
    source: { dagId: '', runId, path: randomUUID() },
    ...file,
    signature: {},
    metrics: {},
    lineage: { trackingRun: runId, source },
    tags,
    description,
    user,
    tracking: { sourceUri: source, runId, runLink: run_link, modelId },
  });
}

async function changed(
  { name, version }: OfVersion,
  change: VersionChange,
  { stores, user }: Call,
): Promise<object> {
  await foundVersion(stores, name, version);
  const row = await stores.models.changeVersion(name, version, change, user);
  return { model_version: versionView(row) };
}

const VERSIONS: SearchIn<ModelVersionRow> = {
  schema: VERSION_SEARCH,
  standard: 10_000,
  limit: 200_000,
  natural: (left, right) =>
    right.updatedAt.getTime() - left.updatedAt.getTime() ||
    (left.name < right.name ? -1 : left.name > right.name ? 1 : right.version - left.version),
  read: (row, on, key) => {
    if (on === 'tag') return tagOf(row, key);
    switch (key) {
      case 'name':
        return row.name;
      case 'version_number':
        return row.version;
      case 'run_id':
        return row.tracking.runId;
      case 'source':
        return row.tracking.sourceUri === '' ? versionUri(row) : row.tracking.sourceUri;
      case 'creation_timestamp':
        return row.createdAt.getTime();
      default:
        return row.updatedAt.getTime();
    }
  },
};
