import { ask } from "../../assumption";

/** What an upgrade needs and does (reference, sections 4, 5, 6.4 and 10). */
export const FLEX_CLOUD_UPGRADES = {
  checkOrder: ask("In which order are the reasons looked for that refuse an upgrade?", "busyFirst", {
    busyFirst: "A busy server, then the Plesk login, then the textkey.",
    loginFirst: "The Plesk login, then the textkey, then a busy server.",
    textkeyFirst: "The textkey, then the Plesk login, then a busy server.",
  }),
  pleskLogin: ask("Which login does an upgrade need on the server?", "administrator", {
    administrator: "That of the Plesk administrator.",
    system: "That of the system user root.",
  }),
  inactiveServer: ask("What answers an upgrade of a server that is not active?", "403", {
    "403": "403, as for a Plesk that nobody can log in to.",
    "409": "409 with a message of its own.",
    accepted: "202.",
  }),
  repeatedUpgrade: ask("What happens when the key already has what a textkey sets?", "charged", {
    charged: "It is accepted and costs again.",
    free: "It is accepted and costs nothing.",
    "400": "It is refused with 400, as a resize to the same size is.",
    "409": "It is refused with 409 and a message of its own.",
  }),
  acceptedUpgrade: ask("Does an upgrade that was accepted take effect?", "takesEffect", {
    takesEffect: "Yes, on every server whose seed does not say otherwise.",
    fails: "No, and no answer ever tells so.",
  }),
  keyRevisionOnUpgrade: ask("Does the revision of the Plesk key grow with an upgrade?", "grows", {
    grows: "Yes.",
    stays: "No.",
  }),
  statusWhileUpgrading: ask("Which status has a server while an upgrade runs?", "PROCESSING", {
    PROCESSING: "PROCESSING.",
    ACTIVE: "ACTIVE, as before.",
  }),
  upgradeLocation: ask("Does the answer to an accepted upgrade have a Location?", "none", {
    none: "No.",
    server: "Yes, that of the server.",
  }),
};
