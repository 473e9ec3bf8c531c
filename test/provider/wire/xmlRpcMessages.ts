import {
  decodeResponse,
  encodeCall,
  type Fault,
  type MethodCall,
  type XmlRpcValue,
} from "../../../provider/wire/xmlRpc";

/** The other side of a conversation, made of ours: an answer is written as the parameters of a call are. */
export function encodeResponse(response: { value: XmlRpcValue } | { fault: Fault }): string {
  if ("value" in response) return inResponse(paramsOf(encodeCall({ method: "m", params: [response.value] })));
  const { code, text } = response.fault;
  const params = paramsOf(encodeCall({ method: "m", params: [{ faultCode: code, faultString: text }] }));
  return inResponse(params.replace(/<\/?params?>/g, "").replace(/^.*$/s, "<fault>$&</fault>"));
}

/** Reads a call, each of its parameters as that of an answer. */
export function decodeCall(text: string, source: string): MethodCall {
  const method = /<methodName>([^<]*)<\/methodName>/.exec(text)?.[1] ?? "";
  const params = text.match(/<param>.*?<\/param>/gs) ?? [];
  return {
    method: method.trim(),
    params: params.map((param) => {
      const answer = decodeResponse(inResponse(`<params>${param}</params>`), source);
      if ("fault" in answer) throw new Error("a parameter is no fault");
      return answer.value;
    }),
  };
}

function paramsOf(call: string): string {
  return /<params>.*<\/params>/s.exec(call)?.[0] ?? "";
}

function inResponse(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><methodResponse>${content}</methodResponse>`;
}
