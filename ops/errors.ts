/** A mistake of the user's or of the machine's, not of the program's: told in words, without a stack trace. Exit code 2. */
export class UserError extends Error {
  override readonly name = "UserError";
}
