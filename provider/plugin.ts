/** The plugin `pulumi-resource-plesk`: where resources and the native host meet. */
import { serve } from "./host/native/main";
import { functions, lists, resources } from "./resources/all";
import schema = require("./schema.json");

serve({ resources: resources as never, functions: functions as never, lists: lists as never, schema });
