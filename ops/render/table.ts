/** Tables for terminals; without colours where nobody sees them. */
import Table from "cli-table3";
import pc from "picocolors";

type Alignment = "left" | "right";

/** A table with bold heads. Columns are left-aligned unless `right` names them. */
export function makeTable(head: readonly string[], right: readonly string[] = []): Table.Table {
  return new Table({
    head: [...head],
    style: { head: pc.isColorSupported ? ["bold"] : [], border: pc.isColorSupported ? ["gray"] : [], compact: true },
    colAligns: head.map((column): Alignment => (right.includes(column) ? "right" : "left")),
  });
}
