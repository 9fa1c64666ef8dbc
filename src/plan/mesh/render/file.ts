/** A file of a gateway's machine. */
export interface RenderedFile {
  /** Absolute. */
  readonly path: string;
  /** Permissions: 0o644. */
  readonly mode: number;
  readonly content: string;
}

export const libraryDirectory = "/usr/local/lib/meridian";
export const configDirectory = "/etc/meridian";
/** In memory: what may not touch a disk, and what a reboot may forget. */
export const runDirectory = "/run/meridian";
/** The gateway's private key, base64, one line. */
export const privateKeyFile = `${runDirectory}/key`;

export function config(path: string, lines: readonly string[], mode = 0o644): RenderedFile {
  return { path, mode, content: `${lines.join("\n")}\n` };
}

export function executable(name: string, content: string): RenderedFile {
  return { path: `${libraryDirectory}/${name}`, mode: 0o755, content };
}
