/** What a gateway fetches: its files and its private key in one piece, so that both change at once. Pure. */
import { gzipSync } from "node:zlib";
import type { Gateway } from ".";
import { renderGateway } from "./render";

export interface Bundle {
  /** Private key, base64. */
  readonly key: string;
  /** Files as JSON, gzip, base64. */
  readonly files: string;
}

/** The bundle as JSON text. It holds the private key: a secret. */
export function bundle(gateway: Gateway, privateKey: string): string {
  return JSON.stringify({ key: privateKey, files: packedFiles(gateway) } satisfies Bundle);
}

export function packedFiles(gateway: Gateway): string {
  return gzipSync(JSON.stringify(renderGateway(gateway)), { level: 9 }).toString("base64");
}
