import { decodedPart, trackedArtifactKey } from '../../../stores/objects/object-key.ts';
import type { Stores } from '../../../stores/stores.ts';
import { invalid } from '../../../stores/tracking/tracking-error.ts';
import { pathOfUri, placeOf } from './artifact-place.ts';
import { foundVersion, versionFiles } from './version-files.ts';

/** A file or folder, as MLflow lists it. */
export interface FileInfo {
  /** From the run's root, or from the folder that was asked for. */
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number;
}

/** What is right below a folder of a run's artifacts; paths from the root. */
export async function listArtifacts(
  stores: Stores,
  rootUri: string,
  path: string,
): Promise<readonly FileInfo[]> {
  const root = pathOfUri(rootUri);
  if (root === undefined) throw invalid(`The artifacts at ${rootUri} are not kept by this server.`);
  const files = await listFolder(stores, path === '' ? root : `${root}/${path}`);
  return path === '' ? files : files.map((file) => ({ ...file, path: `${path}/${file.path}` }));
}

/** What is right below a path; of a file, the file itself. */
export async function listFolder(stores: Stores, path: string): Promise<readonly FileInfo[]> {
  const place = placeOf(path);
  if (place.kind === 'version') {
    const row = await foundVersion(stores, place.name, place.version);
    const files = versionFiles(row).filter(({ name }) => ['', name].includes(place.file));
    return files.map(({ name, size }) => ({ path: name, is_dir: false, file_size: size }));
  }
  const own = await stores.objects.head(place.key);
  if (own === undefined) return below(stores, `${place.key}/`);
  const name = place.key.slice(place.key.lastIndexOf('/') + 1);
  return [{ path: decodedPart(name), is_dir: false, file_size: own.size }];
}

const PAGE = 1_000;
const MAX_ENTRIES = 10_000;

async function below({ objects }: Stores, prefix: string): Promise<readonly FileInfo[]> {
  const found: FileInfo[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await objects.list(prefix, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { key, size } of page) {
      if (after !== undefined && key <= after) continue;
      const [name = '', ...rest] = key.slice(prefix.length).split('/');
      const isFolder = rest.length > 0;
      found.push({
        path: decodedPart(name),
        is_dir: isFolder,
        ...(isFolder ? {} : { file_size: size }),
      });
      // Whatever else is in a folder is passed over: no key follows its last possible one.
      after = isFolder ? `${prefix}${name}/\u{10ffff}` : key;
      if (found.length >= MAX_ENTRIES) return found;
    }
    if (page.length < PAGE) return found;
  }
}

/** Every object below a folder. */
export async function keysBelow({ objects }: Stores, path: string): Promise<readonly string[]> {
  const place = placeOf(path);
  if (place.kind === 'version') throw invalid('Files of registered versions are not deleted here.');
  const keys: string[] = [];
  if ((await objects.head(place.key)) !== undefined) keys.push(place.key);
  for (let after: string | undefined; ; after = keys.at(-1)) {
    const options = { limit: PAGE, ...(after === undefined ? {} : { after }) };
    const page = await objects.list(`${place.key}/`, options);
    keys.push(...page.map(({ key }) => key));
    if (page.length < PAGE) return keys;
  }
}

/** The key of a file below the address of a run or a model, if this server keeps it. */
export function keyBelow(uri: string, name: string): string | undefined {
  const path = pathOfUri(uri);
  const [root, ...rest] = path?.split('/') ?? [];
  if (root === undefined) return undefined;
  return trackedArtifactKey(root, [...rest, name].join('/'));
}
