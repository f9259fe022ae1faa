import { trackedArtifactKey } from '../../../stores/objects/object-key.ts';
import type { ModelVersionRow } from '../../../stores/registry/model-registry.ts';
import type { Stores } from '../../../stores/stores.ts';
import { invalid, missing } from '../../../stores/tracking/tracking-error.ts';

/** The scheme of artifacts that this server keeps. */
export const SCHEME = 'mlflow-artifacts:/';
/** Below it, the files of versions that tasks registered: read only, and made from the registry. */
const REGISTRY = 'registry';

/** Where an artifact is: an object of a run, or a file of a registered version. */
export type ArtifactPlace =
  | { readonly kind: 'object'; readonly key: string }
  | {
      readonly kind: 'version';
      readonly name: string;
      readonly version: number;
      readonly file: string;
    };

/**
 * Where the path of an artifact leads. Every way from a client's path to an object goes through here
 * and through the builder of keys, which refuses steps to other folders.
 *
 * @throws TrackingError, ObjectKeyError
 */
export function placeOf(path: string): ArtifactPlace {
  const [root, ...rest] = trimmed(path).split('/');
  if (root === REGISTRY) return versionPlace(rest);
  if (root === undefined || rest.length === 0) throw invalid('Invalid path of an artifact.');
  return { kind: 'object', key: trackedArtifactKey(root, rest.join('/')) };
}

function versionPlace([name = '', version = '', ...file]: readonly string[]): ArtifactPlace {
  if (!/^[1-9]\d{0,8}$/.test(version)) throw missing('No such artifact.');
  return { kind: 'version', name, version: Number(version), file: file.join('/') };
}

/** The address of a version's files, for versions that came without one. */
export function versionUri({ name, version }: Pick<ModelVersionRow, 'name' | 'version'>): string {
  return `${SCHEME}${REGISTRY}/${name}/${version}`;
}

/** The path below the server's artifacts; undefined for a place that is elsewhere. */
export function pathOfUri(uri: string): string | undefined {
  return uri.startsWith(SCHEME) ? trimmed(uri.slice(SCHEME.length)) : undefined;
}

/** The address behind `runs:/…` and `models:/m-…`; any other is itself. */
export async function resolvedUri(
  { tracking }: Pick<Stores, 'tracking'>,
  uri: string,
): Promise<string> {
  const ofRun = /^runs:\/([0-9a-zA-Z]+)(?:\/(.*))?$/.exec(uri);
  if (ofRun !== null) {
    const [, runId = '', path = ''] = ofRun;
    const run = await tracking.runs.getRun(runId);
    if (run === undefined) throw missing(`Run with id=${runId} not found`);
    return path === '' ? run.artifactUri : `${run.artifactUri}/${path}`;
  }
  const [, modelId, path = ''] = /^models:\/(m-[0-9a-f]+)(?:\/(.*))?$/.exec(uri) ?? [];
  if (modelId === undefined) return uri;
  const model = await tracking.loggedModels.get(modelId);
  if (model === undefined) throw missing(`Logged model with ID '${modelId}' not found.`);
  return path === '' ? model.artifactUri : `${model.artifactUri}/${path}`;
}

function trimmed(path: string): string {
  return path.replace(/^\/+/, '').replace(/\/$/, '');
}
