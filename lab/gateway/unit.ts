/** systemd's unit files, as far as the gateways' services and timers use them (systemd.service(5), systemd.timer(5)). Pure. */

/** A command of a unit: `-` before it says that its failure is none. */
export interface Command {
  readonly argv: readonly string[];
  readonly mayFail: boolean;
}

export interface Timer {
  /** Seconds after the timer's start at which its service runs first, and after each run's end at which it runs again. */
  readonly firstSeconds: number;
  readonly thenSeconds: number;
}

export interface Unit {
  readonly name: string;
  readonly type: "simple" | "oneshot";
  readonly environmentFiles: readonly { readonly path: string; readonly mayBeAbsent: boolean }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly before: readonly Command[];
  readonly start: readonly Command[];
  readonly reload: readonly Command[];
  readonly stop: readonly Command[];
  readonly restart: "no" | "always" | "on-failure";
  readonly restartSeconds: number;
  readonly remains: boolean;
  readonly timer?: Timer;
}

/** Section and key in one: `Service.ExecStart`. An empty value takes back what was said before, as in a drop-in. */
function settings(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let section = "";
  for (const line of text.replaceAll("\\\n", " ").split("\n")) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const heading = /^\[(.*)\]$/.exec(trimmed)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const [, key, value = ""] = /^([^=]+?)\s*=\s*(.*)$/.exec(trimmed) ?? [];
    if (key === undefined) continue;
    const name = `${section}.${key}`;
    if (value === "") found.set(name, []);
    else found.set(name, [...(found.get(name) ?? []), value]);
  }
  return found;
}

/** Words of a command line: quotes group, and are taken away. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(
      /"([^"]*)"|'([^']*)'/g,
      (_, double: string | undefined, single: string | undefined) => double ?? single ?? "",
    ),
  );
}

function command(line: string): Command {
  const [, prefix = "", rest = ""] = /^([-@:+!]*)(.*)$/.exec(line) ?? [];
  return { argv: words(rest), mayFail: prefix.includes("-") };
}

const secondsOf: Readonly<Record<string, number>> = { ms: 0.001, s: 1, sec: 1, min: 60, m: 60, h: 3600, d: 86_400 };

/** `1min 30s` → 90. A bare number is seconds. @throws RangeError for what is no time span. */
export function seconds(span: string): number {
  const parts = [...span.matchAll(/([\d.]+)\s*([a-z]*)\s*/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== span)
    throw new RangeError(`"${span}" is no time span`);
  return parts.reduce((sum, [, count, name]) => {
    const unit = secondsOf[name || "s"];
    if (unit === undefined) throw new RangeError(`"${span}" is no time span`);
    return sum + Number(count) * unit;
  }, 0);
}

function timer(of: (key: string) => readonly string[]): Timer | undefined {
  const span = (...keys: string[]) =>
    keys
      .flatMap((key) => of(`Timer.${key}`))
      .map(seconds)
      .at(0);
  const again = span("OnUnitInactiveSec", "OnUnitActiveSec");
  return again === undefined
    ? undefined
    : { firstSeconds: span("OnActiveSec", "OnBootSec") ?? again, thenSeconds: again };
}

/** @param text of the unit, and after it its drop-ins. @throws RangeError for what the lab can't run. */
export function parseUnit(name: string, text: string): Unit {
  const known = settings(text);
  const of = (key: string) => known.get(key) ?? [];
  const last = (key: string) => of(`Service.${key}`).at(-1);
  const commands = (key: string) => of(`Service.${key}`).map(command);
  const type = last("Type") ?? "simple";
  if (type === "forking" || type === "dbus") throw new RangeError(`${name}: the lab runs no services of type ${type}`);
  const restart = last("Restart") ?? "no";
  const found = timer(of);
  return {
    name,
    type: type === "oneshot" ? "oneshot" : "simple",
    environmentFiles: of("Service.EnvironmentFile").map((file) => ({
      path: file.replace(/^-/, ""),
      mayBeAbsent: file.startsWith("-"),
    })),
    environment: Object.fromEntries(of("Service.Environment").flatMap(words).map(assignment)),
    before: commands("ExecStartPre"),
    start: commands("ExecStart"),
    reload: commands("ExecReload"),
    stop: commands("ExecStop"),
    restart: restart === "no" || restart === "always" ? restart : "on-failure",
    restartSeconds: seconds(last("RestartSec") ?? "100ms"),
    remains: /^(yes|true|on|1)$/.test(last("RemainAfterExit") ?? "no"),
    ...(found && { timer: found }),
  };
}

function assignment(text: string): [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** An environment file's variables. */
export function parseEnvironment(text: string): Record<string, string> {
  const lines = text.split("\n").map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => /^[A-Za-z_]\w*=/.test(line))
      .map((line) => assignment(line))
      .map(([key, value]) => [key, words(value).join(" ")]),
  );
}

/** `$NAME` as a word of its own becomes as many words as its value has; `${NAME}` its value. */
export function expand(argv: readonly string[], environment: Readonly<Record<string, string>>): string[] {
  return argv.flatMap((word) => {
    const whole = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
    if (whole !== undefined) return words(environment[whole] ?? "");
    return word.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => environment[name] ?? "");
  });
}
