"""Reads and writes XML-RPC with CPython's own library, as the other side of our codec.

Standard input and output are JSON. Values are tagged with their type, e.g. ["int", "1"].
"""

import base64
import json
import sys
import xmlrpc.client


def python_value(tagged):
    kind, value = tagged
    if kind == "array":
        return [python_value(each) for each in value]
    if kind == "struct":
        return {name: python_value(each) for name, each in value}
    return {
        "string": lambda: value,
        "int": lambda: int(value),
        "double": lambda: float(value),
        "boolean": lambda: value,
        "nil": lambda: None,
        "dateTime": lambda: xmlrpc.client.DateTime(value),
        "base64": lambda: xmlrpc.client.Binary(base64.b64decode(value)),
    }[kind]()


def tagged_value(value):
    if isinstance(value, list):
        return ["array", [tagged_value(each) for each in value]]
    if isinstance(value, dict):
        return ["struct", [[name, tagged_value(each)] for name, each in value.items()]]
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["double", repr(value)]
    if isinstance(value, xmlrpc.client.DateTime):
        return ["dateTime", value.value]
    if isinstance(value, xmlrpc.client.Binary):
        return ["base64", base64.b64encode(value.data).decode()]
    return ["nil", None] if value is None else ["string", value]


def written(request):
    if "fault" in request:
        fault = request["fault"]
        return xmlrpc.client.dumps(xmlrpc.client.Fault(fault["code"], fault["text"]))
    params = tuple(python_value(each) for each in request["params"])
    method = request.get("method")
    return xmlrpc.client.dumps(params, method, methodresponse=method is None, allow_none=True)


def read(text):
    try:
        params, method = xmlrpc.client.loads(text)
    except xmlrpc.client.Fault as fault:
        return {"fault": {"code": fault.faultCode, "text": fault.faultString}}
    return {"method": method, "params": [tagged_value(each) for each in params]}


answers = [written(each) if sys.argv[1] == "write" else read(each) for each in json.load(sys.stdin)]
json.dump(answers, sys.stdout)
