/** The messages of an ONNX file as far as they are read here; see `onnx-schema.ts`. */
export interface ModelProto {
  readonly opset_import?: readonly { readonly domain?: string; readonly version?: number }[];
  readonly graph?: GraphProto;
}
export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly initializer?: readonly TensorProto[];
  readonly input?: readonly { readonly name?: string }[];
  readonly output?: readonly { readonly name?: string }[];
}
export interface NodeProto {
  readonly name?: string;
  readonly op_type?: string;
  readonly domain?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly AttributeProto[];
}
export interface AttributeProto {
  readonly name?: string;
  readonly type?: number;
  readonly f?: number;
  readonly i?: number;
}
export interface TensorProto {
  readonly name?: string;
  readonly dims?: readonly number[];
  readonly data_type?: number;
  readonly raw_data?: Uint8Array;
  readonly float_data?: readonly number[];
}

/** An attribute that is a whole number. */
export function intAttribute(node: NodeProto, name: string, otherwise: number): number {
  return node.attribute?.find((each) => each.name === name)?.i ?? otherwise;
}
