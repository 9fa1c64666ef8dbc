/** What the policies know of a resource type: where its location is found, and under which key it takes tags. */

export type Place =
  /** At the first of `paths` that is given, else where the provider's `fallback` property says. */
  | { readonly kind: "located"; readonly paths: readonly string[]; readonly fallback?: "region" | "zone" }
  /** Nowhere in particular, and by its nature without anybody's data. */
  | { readonly kind: "global"; readonly reason: string }
  /** Where another resource lies, which is judged on its own. */
  | { readonly kind: "parent"; readonly reason: string }
  /** In several places, or in places that nobody promises: never inside a residency. */
  | { readonly kind: "anywhere"; readonly reason: string };

export interface TypeFacts {
  readonly place: Place;
  /** Path of the tags among the inputs; absent when the type takes none. */
  readonly tags?: string;
}

export type Table = ReadonlyMap<string, TypeFacts>;

/** Rows of one place. Text: lines of `module: Type Type* …`, where `*` marks a type that takes tags at `tags`. */
export interface Rows {
  readonly place: Place;
  readonly tags: string;
  readonly types: string;
}

/** Pulumi's token of a type: `aws:ec2/vpc:Vpc`. */
export function token(pkg: string, module: string, type: string): string {
  return `${pkg}:${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
}

/** @throws Error when a type is listed twice: two rows would contradict each other. */
export function table(pkg: string, rows: readonly Rows[]): Table {
  const result = new Map<string, TypeFacts>();
  for (const { place, tags, types } of rows) {
    let module = "";
    for (const word of types.split(/\s+/)) {
      if (word === "") continue;
      if (word.endsWith(":")) {
        module = word.slice(0, -1);
        continue;
      }
      const taggable = word.endsWith("*");
      const type = token(pkg, module, taggable ? word.slice(0, -1) : word);
      if (result.has(type)) throw new Error(`${type} stands twice in the table of ${pkg}`);
      result.set(type, taggable ? { place, tags } : { place });
    }
  }
  return result;
}
