import { errorCode } from '../../stores/objects/object-error.ts';
import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { faultOfThrown } from './describe-thrown.ts';
import { TaskFault, type Fault } from './fault.ts';

/** The fault behind an error that came from the engine's own work around a body: mostly a store. */
export function faultOfEngine(error: unknown): Fault {
  if (error instanceof TaskFault) return error.fault;
  const { message, stack } = faultOfThrown(error);
  const tampered = errorCode(error) === 'TAMPERED_OBJECT';
  return {
    type: tampered ? FAILURE_TYPES.tamperedObject : FAILURE_TYPES.storeFailed,
    message: tampered ? message : `Perdure could not read or keep what the task needs. ${message}`,
    retry: !tampered,
    ...(stack === undefined ? {} : { stack }),
  };
}
