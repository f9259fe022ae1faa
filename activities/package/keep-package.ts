import { packageKey } from '../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../stores/objects/object-store.ts';
import { putOnce, sha256Of } from '../data/content.ts';
import type { PackagedModel } from './packaged-model.ts';

/** The list of a package's files, itself one of them; its sha256 names the package. */
const MANIFEST = 'manifest.json';
const FORMAT = 'perdure-package/1';

/**
 * Keeps the files of a package under one prefix. The same files meet the same prefix, so keeping
 * them twice is fine; the manifest is written last, so that a prefix that has one is whole.
 */
export async function keepPackage(
  objects: ObjectStore,
  model: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<PackagedModel['package']> {
  const listed = [...files].map(([name, bytes]) => ({
    ...{ name, sha256: sha256Of(bytes), size: bytes.byteLength },
  }));
  const manifest = Buffer.from(`${JSON.stringify({ format: FORMAT, files: listed }, null, 1)}\n`);
  const sha256 = sha256Of(manifest);
  for (const [name, bytes] of files) {
    await putOnce(objects, packageKey(model, sha256, name), bytes);
  }
  await putOnce(objects, packageKey(model, sha256, MANIFEST), manifest);
  const own = { name: MANIFEST, sha256, size: manifest.byteLength };
  return { prefix: packageKey(model, sha256), sha256, files: [...listed, own] };
}
