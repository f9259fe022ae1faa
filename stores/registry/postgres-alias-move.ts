import type { Session, SqlValue } from '../postgres/database.ts';
import { sqlText } from '../postgres/sql-text.ts';
import type { AliasMove } from './model-registry.ts';
import { nameOf, registryEntry } from './registry-audit.ts';
import { noSuchAlias, noSuchVersion } from './registry-name.ts';
import { MOVE_ALIAS } from './registry-sql.ts';

interface SqlMove {
  readonly was: number | null;
  readonly there: boolean;
  readonly moved: boolean;
}

/**
 * Points an alias at a version, and keeps who did it; once it is there nothing is written.
 * @returns where the alias is then.
 * @throws when there is no such version, or no alias where one was expected.
 */
export async function moveAliasOf(
  session: Session,
  move: Omit<AliasMove, 'expected'>,
  only: 'anywhere' | { readonly from: number | null },
): Promise<number> {
  const { name, alias, version } = move;
  const from = only === 'anywhere' ? null : only.from;
  const values = moveValues(move, only === 'anywhere', from);
  for (;;) {
    const [row] = await session.query<SqlMove>(MOVE_ALIAS, values);
    if (row === undefined || !row.there) throw noSuchVersion(name, version);
    // There already: this very move, whose answer was lost, or another of the same aim.
    if (row.moved || row.was === version) return version;
    if (only !== 'anywhere' && row.was !== from) {
      if (row.was === null) throw noSuchAlias(name, alias);
      return row.was;
    }
    // Somebody made the alias at this very moment; now it is seen.
  }
}

function moveValues(
  { name, alias, version, by }: Omit<AliasMove, 'expected'>,
  anywhere: boolean,
  from: number | null,
): readonly SqlValue[] {
  const { dagId, runId } = 'user' in by ? { dagId: '', runId: '' } : by;
  const user = 'user' in by ? sqlText(nameOf(by)) : '';
  const { id, at } = registryEntry('model.alias.set', by, {});
  const who = [id, at, sqlText(nameOf(by))];
  return [name, alias, version, anywhere, from, dagId, runId, user, ...who];
}
