/**
 * An append-only file of JSON records, one a line. A record is on file before its caller goes on, so `kill -9` loses
 * nothing that was answered; a last line that was torn by it is dropped when the file is opened again.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { notKept } from "./files";

export class Journal<R> {
  private fd: number;
  /** Bytes of the whole records. */
  private size: number;
  /** The file may end with a part of a record that was not written. */
  private torn = false;
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

  /** Throws "not-kept" when the record can not be written; then it is not in the journal. */
  append(record: R): void {
    const line = lineOf(record);
    try {
      this.mend();
      this.torn = true;
      writeAll(this.fd, line);
      this.torn = false;
    } catch (error) {
      this.mendIfPossible();
      throw notKept(this.path, error);
    }
    this.size += line.length;
    this.length++;
  }

  /**
   * Puts `records` in the place of all there are, at once: a reader finds the old file or the new one. Where there is
   * no room for that it throws, and the journal goes on as it is.
   */
  compact(records: Iterable<R>): void {
    const temporary = `${this.path}.new`;
    rmSync(temporary, { force: true });
    const fd = openSync(temporary, "a", 0o600);
    let length = 0;
    let size = 0;
    try {
      for (const record of records) {
        const line = lineOf(record);
        writeAll(fd, line);
        size += line.length;
        length++;
      }
      fsyncSync(fd);
      renameSync(temporary, this.path);
    } catch (error) {
      closeSync(fd);
      rmSync(temporary, { force: true });
      throw error;
    }
    closeSync(this.fd);
    this.fd = fd;
    this.size = size;
    this.length = length;
    this.torn = false;
    syncDirectory(dirname(this.path));
  }

  close(): void {
    this.mendIfPossible();
    fsyncSync(this.fd);
    closeSync(this.fd);
  }

  /** Takes half a record away: in the middle of the file it would make all after it unreadable. */
  private mend(): void {
    if (this.torn) ftruncateSync(this.fd, this.size);
    this.torn = false;
  }

  private mendIfPossible(): void {
    try {
      this.mend();
    } catch {
      // The next record tries again before it is written, and who opens the file next drops the half by itself.
    }
  }
}

function lineOf(record: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(record)}\n`);
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
