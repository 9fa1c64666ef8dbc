/** What encrypts a stack's secrets: the stack's own secrets provider. */

/** What the secrets provider keeps at the top of the stack file: a salt, a data key, its name. */
export type Header = Readonly<Record<string, string>>;

/** A secret as it stands in a stack file. */
export interface Sealed {
  readonly secure: string;
  readonly header: Header;
}

/** Errors of either method contain nothing of the secret. */
export interface Vault {
  open(stack: string, sealed: Sealed): Promise<string>;
  /** The answer's header is the one that the stack file has to have from then on. */
  seal(stack: string, header: Header, text: string): Promise<Sealed>;
}
