/** Why a model file must not be loaded. */
export type ModelFaultCode =
  | 'EMPTY_FILE'
  | 'FILE_TOO_LARGE'
  | 'NOT_ONNX'
  | 'EXTERNAL_DATA'
  | 'UNKNOWN_OPERATOR_SET'
  | 'TENSOR_TOO_LARGE'
  | 'LYING_TENSOR'
  | 'NESTED_TOO_DEEP'
  | 'TOO_MANY_NODES'
  | 'RECURSIVE_FUNCTION';

/** Thrown by a scan; `modelFault` gives it back as a value. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  readonly code: ModelFaultCode;
  constructor(code: ModelFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
