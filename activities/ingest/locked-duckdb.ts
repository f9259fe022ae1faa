import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * DuckDB over given files and nothing else.
 *
 * D1 It reads the given files alone: no other file, no network, no extension that is not built in.
 * D2 Its settings are locked before the first query runs.
 */
export async function withLockedDuckDb<T>(
  files: readonly string[],
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  // Loaded at the first use: it is native code, and most tasks need none.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`set allowed_paths = [${files.map(sqlLiteral).join(', ')}]`);
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A text as SQL writes it, where no parameter may stand. */
export const sqlLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as SQL writes it. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
