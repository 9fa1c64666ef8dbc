/** Says what is being done to somebody who waits. */
export type Say = (line: string) => void;
