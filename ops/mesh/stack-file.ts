/** The mesh's part of one stack file: public halves, and the private ones as a secret. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { privateKeysName } from "../../src/plan/mesh/keys";
import { type MeshGatewayKeys, type MeshKey, meshGatewaySchema } from "../../src/topology/mesh";
import { UserError } from "../errors";
import type { Header, Sealed } from "./vault";
import { at, read, withKey } from "./yaml-edit";

export interface StackKeys {
  readonly gateways: readonly MeshGatewayKeys[];
  /** The private halves; undefined where the file has none. */
  readonly secure: string | undefined;
  /** Of the stack's secrets provider. */
  readonly header: Header;
}

const gatewaysPath = ["config", "meridian:region", "mesh", "gateways"];
const secretPath = ["config", `meridian:${privateKeysName}`];
const headerNames = ["secretsprovider", "encryptedkey", "encryptionsalt"];

const gatewaysSchema = z.array(meshGatewaySchema);

/** What cannot be read as keys counts as none: the loader judges, and has done so before. */
export function readStackKeys(text: string): StackKeys {
  const content = read(text);
  const secure = at(content, [...secretPath, "secure"]);
  const header = headerNames.flatMap((name) => {
    const value = at(content, [name]);
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return {
    gateways: gatewaysSchema.safeParse(at(content, gatewaysPath)).data ?? [],
    secure: typeof secure === "string" ? secure : undefined,
    header: Object.fromEntries(header),
  };
}

function plain({ publicKey, since }: MeshKey): MeshKey {
  return { publicKey, since };
}

/** The file with these keys in place of its own; the rest of it stays as it is. */
export function writeStackKeys(text: string, { gateways, secure, header }: StackKeys): string {
  const entries = gateways.map(({ next, previous, ...key }) => ({
    ...plain(key),
    ...(next && { next: plain(next) }),
    ...(previous && { previous: plain(previous) }),
  }));
  const withGateways = withKey(text, gatewaysPath, entries.length > 0 ? entries : undefined);
  const withSecret = withKey(withGateways, secretPath, secure === undefined ? undefined : { secure });
  return Object.entries(header).reduce((done, [name, value]) => withKey(done, [name], value), withSecret);
}

/** The header and the secret of the file, to be opened; undefined where it has no secret. */
export function sealedIn({ secure, header }: StackKeys): Sealed | undefined {
  return secure === undefined ? undefined : { secure, header };
}

export function stackFile(directory: string, stack: string): string {
  return path.join(directory, `Pulumi.${stack}.yaml`);
}

/** Writes a file whole or not at all, so that whoever reads it meanwhile sees it as it was or as it is. */
export function writeWhole(file: string, text: string): void {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Changes the keys of a stack's file: all of them in one write, so that no public half stands there without its private one.
 * @returns whether anything changed.
 * @throws UserError when the file's layout does not let them be written.
 */
export async function changeStackKeys(
  directory: string,
  stack: string,
  change: (keys: StackKeys) => Promise<StackKeys>,
): Promise<boolean> {
  const file = stackFile(directory, stack);
  const before = readFileSync(file, "utf8");
  const keys = readStackKeys(before);
  const changed = await change(keys);
  if (changed === keys) return false;
  let after: string;
  try {
    after = writeStackKeys(before, changed);
  } catch (error) {
    throw new UserError(`${path.basename(file)}: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (readFileSync(file, "utf8") !== before)
    throw new UserError(`${path.basename(file)} was changed meanwhile; nothing was written. Run it again.`);
  writeWhole(file, after);
  return true;
}
