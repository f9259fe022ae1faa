// A cycle through three tasks, and one that waits for itself.
import { chain, dag } from 'perdure';
import { notify } from './tasks.ts';

export const cycle = dag({ id: 'cycle' }, () => {
  const a = notify({ text: 'a' }, { id: 'a' });
  const b = notify({ text: 'b' }, { id: 'b', after: a });
  const c = notify({ text: 'c' }, { id: 'c', after: b });
  chain(c, a);
  const lone = notify({ text: 'd' }, { id: 'lone' });
  chain(lone, lone);
});
