import { PolicyPack } from "@pulumi/policy";

import { policies } from "./policies";

new PolicyPack("fleet", { enforcementLevel: "mandatory", policies });
