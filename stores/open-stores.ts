import { memoryStores } from './memory-stores.ts';
import type { Stores } from './stores.ts';

export { memoryStores } from './memory-stores.ts';
export { migrateDown, migrateUp } from './migrate.ts';

/** Where Perdure keeps its things. */
export interface StoresConfig {
  /** `postgres://…`; its user owns the schema `perdure`. */
  readonly databaseUrl: string;
  /** `file:///folder` or `s3://bucket/prefix`. */
  readonly objectStore: string;
  /** Needed for `s3://`. */
  readonly s3?: S3Access;
  /** Connections to Postgres of this process; default 8. */
  readonly maxConnections?: number;
  /** Prove at start that the object store keeps conditional writes; default true. */
  readonly selfTest?: boolean;
  /** Told of faults that no caller waits for, such as a lost idle connection. */
  readonly onFault?: (message: string, error: unknown) => void;
}

/** How to reach an S3 server. */
export interface S3Access {
  /** `http://127.0.0.1:9000`; left out for Amazon's own. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
