import { z } from 'zod';

/** A registered version of a model. */
export const ModelVersion = z.object({
  name: z.string(),
  version: z.int().positive(),
  sha256: z.string(),
  uri: z.string(),
});
export interface ModelVersion extends z.output<typeof ModelVersion> {}

/** `models:/name/3`, as MLflow writes it. */
export const modelUri = (name: string, version: number): string => `models:/${name}/${version}`;
