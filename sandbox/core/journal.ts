/**
 * An append-only file of JSON records, one a line. A record is on file before its caller goes on, so `kill -9` loses
 * nothing that was answered; a last line that was torn by it is dropped when the file is opened again.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

export class Journal<R> {
  private fd: number;
  private size: number;
  /** Records in the file now. */
  length = 0;

  /** Opens or makes the file and hands every whole record to `replay`, oldest first. */
  constructor(
    private readonly path: string,
    replay: (record: R) => void,
  ) {
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    let line = 0;
    for (const text of bytes.toString("utf8", 0, whole).split("\n")) {
      line++;
      if (text === "") continue;
      replay(parse<R>(text, path, line));
      this.length++;
    }
    this.fd = openSync(path, "a", 0o600);
    if (whole < bytes.length) ftruncateSync(this.fd, whole);
    this.size = whole;
  }

  append(record: R): void {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    try {
      writeAll(this.fd, line);
    } catch (error) {
      // Half a line in the middle of the file would make all after it unreadable.
      ftruncateSync(this.fd, this.size);
      throw error;
    }
    this.size += line.length;
    this.length++;
  }

  /** Puts `records` in the place of all there are, at once: a reader finds the old file or the new one. */
  compact(records: Iterable<R>): void {
    const temporary = `${this.path}.new`;
    const fd = openSync(temporary, "w", 0o600);
    let length = 0;
    try {
      for (const record of records) {
        writeAll(fd, Buffer.from(`${JSON.stringify(record)}\n`));
        length++;
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, this.path);
    syncDirectory(dirname(this.path));
    closeSync(this.fd);
    this.fd = openSync(this.path, "a", 0o600);
    this.size = fstatSync(this.fd).size;
    this.length = length;
  }

  close(): void {
    fsyncSync(this.fd);
    closeSync(this.fd);
  }
}

function parse<R>(text: string, path: string, line: number): R {
  try {
    return JSON.parse(text) as R;
  } catch {
    throw new Error(`${path}:${line} is no record of a sandbox journal; the file was changed by something else`);
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

function syncDirectory(directory: string): void {
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
