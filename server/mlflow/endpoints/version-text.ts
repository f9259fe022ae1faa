import { z } from 'zod';
import type { ModelStage } from '../../../stores/registry/model-registry.ts';
import { invalid } from '../../../stores/tracking/tracking-error.ts';

/** A version's number; MLflow sends it as a text. */
export const VersionText = z
  .union([z.number(), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^[1-9]\d{0,8}$/, 'expected a whole number from 1'))
  .transform(Number);

const STAGES: readonly ModelStage[] = ['None', 'Staging', 'Production', 'Archived'];

/** A stage in whatever case it was written. @throws TrackingError INVALID_PARAMETER_VALUE */
export function stageOf(text: string): ModelStage {
  const stage = STAGES.find((each) => each.toLowerCase() === text.toLowerCase());
  if (stage !== undefined) return stage;
  throw invalid(`Invalid Model Version stage: ${text}. Value must be one of ${STAGES.join(', ')}.`);
}
