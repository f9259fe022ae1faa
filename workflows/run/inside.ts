import { Agenda } from './agenda.ts';
import type { Frame, Inside } from './instance.ts';

/** What a container holds once it is entered; its frames are opened by the container's own file. */
export function insideOf(
  frames: Frame[],
  count: number,
  more: Partial<Pick<Inside, 'items' | 'first' | 'sliced' | 'shards'>> = {},
): Inside {
  const { items, first = 0, sliced = false, shards } = more;
  return { frames, first, agenda: new Agenda(), count, ended: 0, items, sliced, shards };
}
