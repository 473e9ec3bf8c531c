export { LicenseKey } from "pulumi-plesk";
