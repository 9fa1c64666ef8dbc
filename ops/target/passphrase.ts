/**
 * Pulumi's passphrase secrets, in the sandbox written without the CLI: a second saved for each stack, and no stack has to exist yet.
 * AES-256-GCM with a key of PBKDF2-SHA256, a million rounds (pulumi/pulumi sdk/go/common/resource/config/crypt.go and
 * pkg/secrets/passphrase). The CLI reads these values as it reads its own: test/engine/mesh-keys.spec.ts.
 */
import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Header, Sealed, Vault } from "../mesh/vault";

const rounds = 1_000_000;
const tagBytes = 16;
/** What a salt's line encrypts, so that a wrong passphrase shows. */
const probe = "pulumi";

const base64 = (bytes: Buffer) => bytes.toString("base64");

function encrypt(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${base64(nonce)}:${base64(sealed)}`;
}

function decrypt(key: Buffer, value: string): string {
  const [version, nonce, sealed] = value.split(":");
  if (version !== "v1" || nonce === undefined || sealed === undefined) throw new Error("no value of a passphrase");
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString("utf8");
}

export class PassphraseVault implements Vault {
  /** By the salt's line. */
  private readonly keys = new Map<string, Promise<Buffer>>();
  private made: Promise<string> | undefined;

  constructor(private readonly passphrase: () => string) {}

  async open(_stack: string, { secure, header }: Sealed): Promise<string> {
    return decrypt(await this.key(header.encryptionsalt ?? ""), secure);
  }

  async seal(_stack: string, header: Header, text: string): Promise<Sealed> {
    const salt = header.encryptionsalt ?? (await this.newSalt());
    return { secure: encrypt(await this.key(salt), text), header: { ...header, encryptionsalt: salt } };
  }

  /** One for all stacks of a run that have none: deriving a key takes long, and the passphrase is one too. */
  private newSalt(): Promise<string> {
    this.made ??= (async () => {
      const salt = randomBytes(8);
      const key = await this.derive(salt);
      const line = `v1:${base64(salt)}:${encrypt(key, probe)}`;
      this.keys.set(line, Promise.resolve(key));
      return line;
    })();
    return this.made;
  }

  private key(line: string): Promise<Buffer> {
    const known = this.keys.get(line) ?? this.keyOf(line);
    this.keys.set(line, known);
    return known;
  }

  /** @throws Error when the passphrase is not the one that the salt was made with. */
  private async keyOf(line: string): Promise<Buffer> {
    const [, salt = "", ...rest] = line.split(":");
    const key = await this.derive(Buffer.from(salt, "base64"));
    if (decrypt(key, rest.join(":")) !== probe) throw new Error("another passphrase");
    return key;
  }

  private derive(salt: Buffer): Promise<Buffer> {
    return promisify(pbkdf2)(this.passphrase(), salt, rounds, 32, "sha256");
  }
}
