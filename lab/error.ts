/** Something that the machine or the user has to mend, told in words. */
export class LabError extends Error {
  override readonly name = "LabError";
}
