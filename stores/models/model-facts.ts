import type { InferenceSession } from 'onnxruntime-node';

/** An input or output of a loaded model; a dimension that may vary is -1. */
export interface ValueFacts {
  readonly name: string;
  /** ONNX Runtime's word; undefined for a value that is no tensor. */
  readonly type: string | undefined;
  readonly shape: readonly number[];
}
export interface ModelFacts {
  readonly inputs: readonly ValueFacts[];
  readonly outputs: readonly ValueFacts[];
}

/** What a session takes and gives. */
export function modelFactsOf(session: InferenceSession): ModelFacts {
  return {
    inputs: session.inputMetadata.map(valueFacts),
    outputs: session.outputMetadata.map(valueFacts),
  };
}

/** The runtime's own words for an error, on one line. */
export function runtimeMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 500);
}

function valueFacts(value: InferenceSession.ValueMetadata): ValueFacts {
  if (!value.isTensor) return { name: value.name, type: undefined, shape: [] };
  const shape = value.shape.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : -1));
  return { name: value.name, type: value.type, shape };
}
