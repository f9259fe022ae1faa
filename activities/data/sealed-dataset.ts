import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { TaskContext } from '../../dsl/index.ts';
import { dataKey } from '../../stores/objects/object-key.ts';
import { servicesOf, type Services } from '../services.ts';
import { fromCanonicalCsv, toCanonicalCsv } from './canonical-csv.ts';
import { keepContent, putOnce, readContent, sha256Of, TamperedContentError } from './content.ts';
import type { DatasetRef } from './dataset-ref.ts';
import type { Table } from '../../ml/data/table.ts';

/**
 * Data that only the last judgement may see.
 *
 * S1 The part is nowhere in the store in clear: only AES-256-GCM over it. Taking the seal off a
 *    reference, or asking for the part's hash, opens nothing.
 * S2 Only `evaluate` and `export_onnx` open a seal; no public word does. (This guards against
 *    mistakes of honest authors: the whole data set, before its split, is not sealed, and who can
 *    read the object store can find the key in it.)
 * S3 Every opening and every refusal leaves a record beside the data and in the audit, once an
 *    instance; nothing is opened before both are written.
 * S4 The same rows get the same key, hence the same bytes: a repeated split writes nothing twice.
 */
const SEALED = 'sealed://';
const OPENERS = ['evaluate', 'export_onnx'] as const;
export type SealOpener = (typeof OPENERS)[number];

/** Keeps a table under seal. */
export async function sealDataset(
  ctx: TaskContext,
  table: Table,
  seal: string,
): Promise<DatasetRef> {
  const { objects } = servicesOf(ctx);
  const plain = toCanonicalCsv(table);
  const sha256 = sha256Of(plain);
  const keyObject = dataKey(sha256, 'seal');
  await putOnce(objects, keyObject, randomBytes(32));
  const key = await objects.get(keyObject);
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(key));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const kept = await keepContent(objects, sealed, 'sealed');
  const columns = table.columns.map(({ name, type }) => ({ name, type }));
  return { uri: `${SEALED}${kept.sha256}`, sha256, rows: table.rows, columns, seal };
}

/** Opens a sealed data set for one of the tasks that may; reads an open one as it is. */
export async function openSealed(
  ctx: TaskContext,
  ref: DatasetRef,
  opener: SealOpener,
): Promise<Table> {
  const services = servicesOf(ctx);
  if (!ref.uri.startsWith(SEALED)) {
    const key = dataKey(ref.sha256, 'csv');
    return fromCanonicalCsv(await readContent(services.objects, key, ref.sha256), ref.columns);
  }
  await recordAttempt(services, ref, 'opened');
  ctx.log.info(`Opened the sealed data set "${ref.seal ?? ''}".`, { opener, sha256: ref.sha256 });
  const plain = await decrypt(services, ref);
  return fromCanonicalCsv(plain, ref.columns);
}

/** Ends the task because it may not read the data set. */
export async function refuseSealed(ctx: TaskContext, ref: DatasetRef): Promise<never> {
  const services = servicesOf(ctx);
  if (ref.seal === undefined && !ref.uri.startsWith(SEALED)) {
    return ctx.fail(`"${ref.uri}" is not the uri of a data set.`, { retry: false });
  }
  await recordAttempt(services, ref, 'refused');
  return ctx.fail(
    `Task "${services.instance.path}" may not read the data set "${ref.seal ?? 'sealed'}": it is sealed until the final evaluation. Only ${OPENERS.map((name) => `"${name}"`).join(' and ')} open it; train and tune on the other parts of the split.`,
    { retry: false },
  );
}

async function decrypt({ objects }: Services, ref: DatasetRef): Promise<Uint8Array> {
  const cipherSha = ref.uri.slice(SEALED.length);
  const sealed = await readContent(objects, dataKey(cipherSha, 'sealed'), cipherSha);
  const key = await objects.get(dataKey(ref.sha256, 'seal'));
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(key));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  if (sha256Of(plain) !== ref.sha256) throw new TamperedContentError(ref.uri, objects.location);
  return plain;
}

async function recordAttempt(
  { objects, instance, audit }: Services,
  ref: DatasetRef,
  what: 'opened' | 'refused',
): Promise<void> {
  const who = sha256Of(`${instance.dagId}\n${instance.runId}\n${instance.path}`).slice(0, 24);
  const record = JSON.stringify({
    ...instance,
    what,
    seal: ref.seal,
    at: new Date().toISOString(),
  });
  await putOnce(objects, dataKey(ref.sha256, `${what}-${who}.json`), Buffer.from(record));
  const { dagId, runId, path } = instance;
  await audit.record({
    ...{ id: `seal-${what}-${who}-${ref.sha256.slice(0, 16)}`, at: new Date(), by: `task ${path}` },
    ...{ action: what === 'opened' ? 'dataset.open' : 'dataset.refuse', dagId, runId },
    reason: what === 'opened' ? null : 'The data set is sealed until the final evaluation.',
    detail: { seal: ref.seal ?? 'sealed', sha256: ref.sha256, rows: ref.rows },
  });
}

/** A key seals exactly one content (S4), so its nonce may follow from it. */
const nonceOf = (key: Uint8Array): Uint8Array =>
  createHash('sha256').update('nonce').update(key).digest().subarray(0, 12);
