import { z } from 'zod';
import type { DemoRow } from './demo-row.ts';

const Answer = z.object({
  model_version: z.string(),
  outputs: z.array(z.object({ name: z.string(), data: z.array(z.number()) })),
});

export interface Prediction {
  readonly label: number;
  readonly probability: number;
  readonly modelVersion: string;
}

/** Asks the served champion about one row, by the Open Inference Protocol. */
export async function predict(
  server: { readonly url: string; readonly token: string },
  model: string,
  row: DemoRow,
): Promise<Prediction> {
  const response = await fetch(`${server.url}/v2/models/${model}/infer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      inputs: [
        {
          name: 'features',
          shape: [1, row.features.length],
          datatype: 'FP32',
          data: row.features,
        },
      ],
    }),
  });
  if (!response.ok)
    throw new Error(`The model answered ${response.status}: ${await response.text()}`);
  const { outputs, model_version } = Answer.parse(await response.json());
  const tensor = (name: string): readonly number[] =>
    outputs.find((output) => output.name === name)?.data ?? [];
  return {
    label: tensor('label')[0] ?? Number.NaN,
    probability: Math.max(...tensor('probabilities')),
    modelVersion: model_version,
  };
}
