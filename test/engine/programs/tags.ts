/** The tags that the policies ask for, so that a test program is refused for what it tests and nothing else. */
export function tags(stack: string, residency: string): Record<string, string> {
  return {
    "meridian-service": "meridian",
    "meridian-environment": "production",
    "meridian-stack": stack,
    "meridian-residency": residency,
    "meridian-owner": "platform",
  };
}
