import type { Stage } from './experiment-store.ts';
import { TrackingError, invalid, missing } from './tracking-error.ts';

const NAME_CHARS = 500;

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function checkExperimentName(name: string): void {
  if (name.trim() === '') throw invalid(`Invalid experiment name: '${name}'`);
  if (name.length > NAME_CHARS) {
    throw invalid(`An experiment name has at most ${NAME_CHARS} characters.`);
  }
}

export function noExperiment(experimentId: string): TrackingError {
  return missing(`No Experiment with id=${experimentId} exists`);
}

export function notActive(experimentId: string): TrackingError {
  return invalid(
    `The experiment ${experimentId} must be in the 'active' state. Current state is deleted.`,
  );
}

export function nameTaken(name: string, stage: Stage): TrackingError {
  return new TrackingError(
    'RESOURCE_ALREADY_EXISTS',
    stage === 'active'
      ? `Experiment '${name}' already exists.`
      : `Experiment '${name}' already exists in deleted state. Restore the experiment, or use another name.`,
  );
}

export function noRun(runId: string): TrackingError {
  return missing(`Run with id=${runId} not found`);
}

export function runNotActive(runId: string, stage: Stage): TrackingError {
  const wanted = stage === 'active' ? 'deleted' : 'active';
  return invalid(`The run ${runId} must be in the '${wanted}' state. Current state is ${stage}.`);
}
