/** A program with a bug. */
export async function program(): Promise<never> {
  throw new TypeError("broken on purpose");
}
