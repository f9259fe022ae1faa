/**
 * The identity of a task instance in a run: `train`, `train[3]`, `fold[3].candidate[1].train`.
 * It is the activity id, the database key, the log key and the object key, and it never depends on
 * call order. The index of a named map sits on the map's id inside the path; the index of an
 * unnamed map sits behind the whole task id (`train[3]`, nested `train[3][1]`).
 */
export type InstancePath = string;

/** A map around a node, as far as paths care. Lists of them run from the outermost inwards. */
export interface MapScope {
  readonly id: string;
  readonly named: boolean;
}

/** A path taken apart without its plan. */
export interface ParsedInstancePath {
  readonly taskId: string;
  /** Indexes that sit on named maps, by the map's id. */
  readonly named: readonly { readonly map: string; readonly index: number }[];
  /** Indexes behind the task id, outermost first. */
  readonly behind: readonly number[];
}

/** @example instancePath('fold.train', [{ id: 'fold', named: true }], [3]) // 'fold[3].train' */
export function instancePath(
  taskId: string,
  maps: readonly MapScope[],
  mapIndex: readonly number[],
): InstancePath {
  let path = '';
  let from = 0;
  let behind = '';
  maps.forEach((map, depth) => {
    const index = `[${mapIndex[depth] ?? 0}]`;
    if (isPrefix(map, taskId)) {
      path += taskId.slice(from, map.id.length) + index;
      from = map.id.length;
    } else behind += index;
  });
  return path + taskId.slice(from) + behind;
}

/** @example parseInstancePath('fold[3].train').taskId // 'fold.train' */
export function parseInstancePath(path: InstancePath): ParsedInstancePath {
  const named: { map: string; index: number }[] = [];
  const behind: number[] = [];
  let taskId = '';
  let from = 0;
  for (const match of path.matchAll(/\[(\d+)\]/g)) {
    taskId += path.slice(from, match.index);
    from = match.index + match[0].length;
    const index = Number(match[1]);
    if (path[from] === '.') named.push({ map: taskId, index });
    else behind.push(index);
  }
  return { taskId: taskId + path.slice(from), named, behind };
}

/** The inverse of `instancePath` for a node whose maps are known. */
export function mapIndexOf(path: InstancePath, maps: readonly MapScope[]): readonly number[] {
  const { taskId, named, behind } = parseInstancePath(path);
  const rest = [...behind];
  return maps.map((map) =>
    isPrefix(map, taskId)
      ? (named.find((each) => each.map === map.id)?.index ?? 0)
      : (rest.shift() ?? 0),
  );
}

function isPrefix(map: MapScope, taskId: string): boolean {
  return map.named && taskId.startsWith(`${map.id}.`);
}
