import theme from "vitepress/theme";
import { h } from "vue";

import Versions from "./Versions.vue";
import "./style.css";

/** The menu of versions stands in the bar of a desk, and in the menu of a phone. */
export default {
  extends: theme,
  Layout: () =>
    h(theme.Layout, null, {
      "nav-bar-content-after": () => h(Versions, { class: "on-desk" }),
      "nav-screen-content-after": () => h(Versions),
    }),
};
