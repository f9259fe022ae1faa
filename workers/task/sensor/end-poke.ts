import type { AttemptScope } from '../attempt/attempt-scope.ts';
import { NotReady } from './not-ready.ts';
import { pokeDelayMs } from './poke-delay.ts';

/**
 * The end of a poke that found the world not ready. What it logged is kept only when it is news: the
 * first poke of a try, or one that says something else than the poke before.
 */
export function endPoke(scope: AttemptScope): NotReady {
  const { call, log, worker } = scope;
  const pokes = scope.pokes + 1;
  const afterMs = call.poke === undefined ? 1 : pokeDelayMs(pokes, call.poke);
  const end = new NotReady(pokes, afterMs);
  const instance = JSON.stringify([scope.key, scope.fence]);
  const said = log.held;
  if (pokes === 1 || worker.lastPokes.get(instance) !== said) {
    log.release();
    log.write('info', 'engine', `${end.message} It is asked again in ${afterMs / 1000} s.`);
  }
  worker.lastPokes.set(instance, said);
  return end;
}
