/** The parts of a URN: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */

/** The last part, which may contain "::" itself. */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The resource's own type, without its parents'. */
export function typeIn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** Stack and project, as they stand in it. */
export function stackIn(urn: string): string {
  return urn.split("::", 2).join("::");
}
