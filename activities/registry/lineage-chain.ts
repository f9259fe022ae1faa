import { z } from 'zod';
import { RunPlace } from '../data/run-place.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { IngestedDataset } from '../ingest/finish-ingest.ts';
import { Candidate } from '../train/candidate.ts';

/** What led to a model: give the outputs of the tasks themselves. */
export const MadeFrom = z.object({
  raw: IngestedDataset.pick({ source: true, uri: true, sha256: true, rows: true, by: true }),
  version: z.object({ version: z.string(), sha256: z.string(), by: RunPlace }).optional(),
  split: z.object({
    ...{ seed: z.int(), train: DatasetRef, validation: DatasetRef, holdout: DatasetRef },
    by: RunPlace,
  }),
  candidate: Candidate,
  evaluation: z.object({ report: FileRef, page: FileRef, by: RunPlace }).optional(),
});
export type MadeFrom = z.output<typeof MadeFrom>;

/** One step on the way from the raw file to the served model. */
export interface LineageStep {
  /** `raw_file`, `dataset`, `data_version`, `split`, `code`, `preprocessing`, `candidate`, … */
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly uri?: string;
  readonly by: RunPlace;
}

/** The steps from the raw file to the trained model, each with the task that took it. */
export function lineageChain(from: MadeFrom, planHash: string): LineageStep[] {
  const { raw, version, split, candidate, evaluation } = from;
  const { source, by } = raw;
  return [
    { kind: 'raw_file', name: source.url, sha256: source.sha256, uri: source.url, by },
    { kind: 'dataset', name: `${raw.rows} rows`, sha256: raw.sha256, uri: raw.uri, by },
    ...(version === undefined
      ? []
      : [
          {
            ...{ kind: 'data_version', name: version.version, sha256: version.sha256 },
            by: version.by,
          },
        ]),
    ...(['train', 'validation', 'holdout'] as const).map((part) => ({
      ...{ kind: 'split', name: `${part}, seed ${split.seed}`, sha256: split[part].sha256 },
      ...{ uri: split[part].uri, by: split.by },
    })),
    { kind: 'code', name: 'plan of the dag', sha256: planHash, by: candidate.by },
    {
      ...{ kind: 'preprocessing', name: `${candidate.pipeline.features} columns` },
      ...{ sha256: candidate.pipeline.sha256, by: candidate.by },
    },
    {
      ...{ kind: 'candidate', name: `${candidate.name} (${candidate.kind})` },
      ...{ sha256: candidate.model.sha256, uri: candidate.model.uri, by: candidate.by },
    },
    ...(evaluation === undefined
      ? []
      : [
          {
            ...{ kind: 'evaluation', name: 'report', sha256: evaluation.report.sha256 },
            ...{ uri: evaluation.page.uri, by: evaluation.by },
          },
        ]),
  ];
}
