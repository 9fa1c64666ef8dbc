/** The engine that Meridian is tested with. toolchain/pulumi-cli/go.mod pins the same. */
export const pinnedVersion = "3.246.0";
