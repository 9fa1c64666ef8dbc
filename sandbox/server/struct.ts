/** Protocol values and plain values. Secrets, resource references and output values are unwrapped on the way in. */
import { ListValue, NullValue, Struct, Value as StructValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties, Value } from "../core/model";
import { isList, isObject, record, UNKNOWN } from "../core/values";

/** Marks an object that stands for something else (sdk/go/common/resource/sig/sig.go). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const resourceReference = "5cf8f73096256a8f31e491e813e4eb8e";
const outputValue = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const asset = "c44067f5952c0a294b673a41bacd8c17";
const archive = "0def7320c3a5731c473e5ecbe6d01bc7";

export function fromStruct(struct: Struct | undefined): Properties {
  if (!struct) return {};
  const entries: [string, Value][] = [];
  struct.getFieldsMap().forEach((value, key) => {
    entries.push([key, fromValue(value)]);
  });
  return record(entries);
}

function fromValue(value: StructValue): Value {
  switch (value.getKindCase()) {
    case StructValue.KindCase.STRING_VALUE:
      return value.getStringValue();
    case StructValue.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case StructValue.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case StructValue.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(fromValue);
    case StructValue.KindCase.STRUCT_VALUE:
      return unwrap(fromStruct(value.getStructValue()));
    default:
      return null;
  }
}

function unwrap(properties: Properties): Value {
  switch (properties[signatureKey]) {
    case secret:
      return properties.value ?? null;
    case outputValue:
      return properties.value === undefined ? UNKNOWN : properties.value;
    case resourceReference:
      // A resource whose id is not known yet has an empty one.
      return properties.id === "" ? UNKNOWN : (properties.id ?? properties.urn ?? null);
    case asset:
      return typeof properties.text === "string" && properties.text !== "" ? properties.text : digest(properties);
    case archive:
      return digest(properties);
    default:
      return properties;
  }
}

/** What a file is to a cloud that stores none: its hash. */
function digest(properties: Properties): Value {
  return `sha256:${String(properties.hash ?? "")}`;
}

export function toStruct(properties: Properties): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  for (const [key, value] of Object.entries(properties)) if (value !== undefined) fields.set(key, toValue(value));
  return struct;
}

function toValue(value: Value): StructValue {
  const result = new StructValue();
  if (value === null) result.setNullValue(NullValue.NULL_VALUE);
  else if (typeof value === "string") result.setStringValue(value);
  else if (typeof value === "number") result.setNumberValue(value);
  else if (typeof value === "boolean") result.setBoolValue(value);
  else if (isList(value)) result.setListValue(new ListValue().setValuesList(value.map(toValue)));
  else if (isObject(value)) result.setStructValue(toStruct(value));
  return result;
}
