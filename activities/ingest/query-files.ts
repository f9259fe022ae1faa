import type { CsvColumn } from './csv-schema.ts';
import type { LocalSource } from './fetch-source.ts';
import { sqlLiteral, sqlName, withLockedDuckDb } from './locked-duckdb.ts';
import type { Reading } from './read-csv.ts';
import { readQuery } from './read-parquet.ts';
import type { SqlValue } from './read-postgres.ts';
import type { ScanLimits } from './scan-rows.ts';

/**
 * Reads what a query over files gives. The query sees the files as tables under their names, and
 * nothing else of the machine.
 */
export async function queryFiles(
  files: readonly (LocalSource & { readonly name: string; readonly kind: 'csv' | 'parquet' })[],
  query: { readonly text: string; readonly values: readonly SqlValue[] },
  schema: readonly CsvColumn[],
  limits: ScanLimits,
): Promise<Reading> {
  const paths = files.map(({ path }) => path);
  return withLockedDuckDb(paths, async (connection) => {
    for (const { name, kind, path } of files) {
      // A view takes no parameters; the path is ours or the author's, written as a literal.
      await connection.run(
        `create view ${sqlName(name)} as select * from read_${kind}(${sqlLiteral(path)})`,
      );
    }
    const values = Object.fromEntries(query.values.map((value, at) => [String(at + 1), value]));
    // As a table expression inside our own query it is one statement, and gives rows.
    const from = `(${query.text.replace(/;\s*$/, '')}\n) as found`;
    return readQuery(connection, { from, values }, schema, limits);
  });
}
