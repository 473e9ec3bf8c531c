/** For tests of programs that use pulumi-plesk: the vendor systems in miniature, and stacks on whichever engine there is. */
export * from "./engine/index";
export * from "./sandbox/index";
