/** Properties and protobuf's `Struct`, in which the SDK sends and takes them. */

import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { understood, type MarshalOptions, type Properties } from "./values";

/** What programs and their hooks understand. */
export const EVERYTHING = { keepUnknowns: true, keepSecrets: true };

/** The message that says what the other side understands of the properties. */
export function structOf(properties: Properties, options?: MarshalOptions): Struct {
  return Struct.fromJavaScript(understood(properties, options));
}

/** What a message says; of none, nothing. */
export function propertiesOf(message: Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}
