/** The mesh's keys for people: tables and commands to type. Public halves only. */
import { ownLayout } from "../layout";
import { makeTable } from "../render/table";
import type { Action, Member } from "./rotation";
import { stageOf } from "./rotation";
import type { GatewayStatus, KeysStatus } from "./status";

const marks: Readonly<Record<GatewayStatus["verdict"], string>> = {
  good: "ok",
  warn: "soon",
  critical: "too old",
  missing: "missing",
};

export function statusTable({ gateways, rotationDays, warnDays }: KeysStatus): string {
  const table = makeTable(["gateway", "public key", "since", "days", "state", "verdict", ""], ["days"]);
  for (const { name, publicKey = "", since = "", ageDays, stage = "", verdict, note } of gateways)
    table.push([name, publicKey, since, ageDays ?? "", stage, marks[verdict], note]);
  return `${table.toString()}\nTime to rotate after ${warnDays} days; too old after ${rotationDays}.`;
}

/** What a command was called with, as far as the commands that it prints have to be called with it too. */
export interface Called {
  readonly layout: string;
  readonly target: string;
  readonly stack?: readonly string[] | undefined;
  readonly gateway?: number | undefined;
  readonly key?: string | undefined;
  /** With a key, no day. */
  readonly before?: string | undefined;
}

function quoted(text: string): string {
  return /^[\w./,:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function common({ layout, target }: Called): string {
  return (
    (layout === ownLayout ? "" : ` --layout ${quoted(layout)}`) + (target === "sandbox" ? "" : ` --target ${target}`)
  );
}

export function rotateCommand(called: Called, how: "--step" | "--apply"): string {
  const { stack, gateway, key, before } = called;
  const which = [
    stack ? ` --stack ${stack.map(quoted).join(",")}` : "",
    gateway === undefined ? "" : ` --gateway ${gateway}`,
    key === undefined ? "" : ` --key ${quoted(key)}`,
    before === undefined ? "" : ` --before ${before}`,
  ];
  return `./meridian mesh keys rotate ${how}${which.join("")}${common(called)}`;
}

export function upCommand(called: Called, regions: readonly string[]): string {
  return `./meridian up --stack ${regions.join(",")}${common(called)}`;
}

/** Seconds in which every gateway has fetched what it was given: it asks every minute. */
export const settleSeconds = 120;

export function planWords(called: Called, mesh: readonly Member[], planned: readonly Action[]): string {
  if (planned.length === 0) return "Nothing to rotate: no key is older than was asked for, and no rotation has begun.";
  const begun = mesh.flatMap(({ region, gateways }) =>
    gateways.flatMap((keys, position) =>
      stageOf(keys) === "steady" ? [] : `${region}'s gateway ${position + 1} is ${stageOf(keys)}.`,
    ),
  );
  const lines = planned.flatMap((action) => {
    if (action.kind === "step") {
      const { kind, region, gateway } = action.step;
      return `  ${rotateCommand(called, "--step")}   # ${region}, gateway ${gateway}: ${kind}`;
    }
    const up = `  ${upCommand(called, action.regions)}`;
    const waits = action.settle && called.target === "cloud";
    return waits ? [up, `  sleep ${settleSeconds}   # gateways fetch what they run every minute`] : up;
  });
  const all = `${rotateCommand(called, "--apply")}${called.target === "cloud" ? " --yes" : ""}`;
  return [
    ...begun,
    "What is left, in this order. Ended anywhere, it goes on from there.",
    ...lines,
    `Or all of it: ${all}`,
  ].join("\n");
}
