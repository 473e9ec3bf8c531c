/** The contents of the site. A test holds that each page is named once. The pages of the API are made by `npm run docs`. */
export const sidebar = [
  { text: "Overview", link: "/" },
  { text: "Get started", link: "/get-started" },
  { text: "Installation & configuration", link: "/installation-configuration" },
  {
    text: "Resources",
    items: [
      { text: "LicenseKey", link: "/resources/license-key" },
      { text: "PleskLicenseUpgrade", link: "/resources/plesk-license-upgrade" },
      { text: "SubscriptionPlanBinding", link: "/resources/subscription-plan-binding" },
      { text: "Provider", link: "/resources/provider" },
      { text: "getLicenseKey", link: "/functions/get-license-key" },
    ],
  },
  {
    text: "Guides",
    items: [
      { text: "Taking over what exists", link: "/guides/adopt" },
      { text: "Migrating from a billing module", link: "/guides/billing-modules" },
      { text: "GitOps", link: "/guides/gitops" },
      { text: "Fleets of many stacks", link: "/guides/fleets" },
      { text: "Drift", link: "/guides/drift" },
      { text: "Notifications", link: "/guides/notifications" },
      { text: "Costs and limits", link: "/guides/costs-and-limits" },
      { text: "Interrupted runs", link: "/guides/interrupted-runs" },
      { text: "Renaming and moving", link: "/guides/rename-and-move" },
      { text: "Several accounts", link: "/guides/several-accounts" },
      { text: "Testing your own program", link: "/guides/testing" },
      { text: "Languages", link: "/guides/languages" },
      { text: "Upgrading", link: "/guides/upgrading" },
      { text: "When something does not work", link: "/guides/troubleshooting" },
    ],
  },
  {
    text: "Concepts",
    items: [
      { text: "How it plans", link: "/concepts/how-it-plans" },
      { text: "Never bought twice", link: "/concepts/never-bought-twice" },
      { text: "Deletion and state", link: "/concepts/deletion-and-state" },
      { text: "Secrets", link: "/concepts/secrets" },
      { text: "Engines and limits", link: "/concepts/engines-and-limits" },
    ],
  },
  {
    text: "Reference",
    items: [
      {
        text: "API",
        link: "/reference/api/",
        collapsed: true,
        items: [
          { text: "pulumi-plesk", link: "/reference/api/pulumi-plesk" },
          { text: "pulumi-plesk/native", link: "/reference/api/pulumi-plesk.native" },
          { text: "pulumi-plesk/provider/v1", link: "/reference/api/pulumi-plesk.provider.v1" },
          { text: "pulumi-plesk/testing", link: "/reference/api/pulumi-plesk.testing" },
        ],
      },
      { text: "Commands", link: "/reference/commands" },
      { text: "Exit codes", link: "/reference/exit-codes" },
      { text: "Report schema", link: "/reference/report" },
      { text: "Errors", link: "/reference/errors" },
      { text: "Vendors' codes", link: "/reference/vendor-codes" },
      { text: "Promise of compatibility", link: "/reference/compatibility" },
      { text: "What the vendors do not document", link: "/sandbox-questions" },
      { text: "Benchmarks", link: "/benchmarks" },
    ],
  },
];
