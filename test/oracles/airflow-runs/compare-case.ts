import type { AirflowCase, CaseEnd } from './airflow-case.ts';
import { playCase } from './play-case.ts';

/** Every cell in which we differ from Airflow, in words. */
export function differencesOf(of: AirflowCase, keepGone = true): string[] {
  const ours = playCase(of, keepGone);
  return of.airflow.flatMap((airflow, index) => {
    const round = ours[index];
    if (round === undefined) return [`round ${index + 1} was not played`];
    return differingCells(airflow, round).map((cell) => `round ${index + 1}: ${cell}`);
  });
}

function differingCells(airflow: CaseEnd, ours: CaseEnd): string[] {
  const found: string[] = [];
  const compare = (what: string, mine: State, theirs: State): void => {
    if (mine !== theirs) found.push(`${what} is ${shown(mine)}, in Airflow ${shown(theirs)}`);
  };
  compare('the run', ours.run, airflow.run);
  for (const key of new Set([...Object.keys(airflow.states), ...Object.keys(ours.states)])) {
    compare(key, ours.states[key], airflow.states[key]);
  }
  return found;
}

type State = string | null | undefined;

function shown(state: State): string {
  return state === undefined ? 'not there' : (state ?? 'without a state');
}
