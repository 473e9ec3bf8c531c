/** Says a sentence on a resource. */
export type Report = (severity: "info" | "warning", sentence: string) => Promise<void>;
