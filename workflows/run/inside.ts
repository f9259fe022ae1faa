import type { BoundExpression } from '../protocol/value.ts';
import { Agenda } from './agenda.ts';
import type { Frame, Inside } from './instance.ts';

/** What a container holds once it is entered; its frames are opened by the container's own file. */
export function insideOf(
  frames: Frame[],
  count: number,
  items?: BoundExpression,
  first = 0,
): Inside {
  return { frames, first, agenda: new Agenda(), count, ended: 0, items };
}
