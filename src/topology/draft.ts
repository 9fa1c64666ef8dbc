/** The topology as far as it could be read: what the cross-file rules judge, so that one mistake hides no other. */
import type * as z from "zod";
import { linkSchema, type MeshLink } from "./mesh";
import {
  type DataClass,
  dataClassSchema,
  edgeSchema,
  type RegionConfig,
  type ReplicationEdge,
  regionSchema,
  type Shared,
  sharedSchema,
} from "./schema";
import { isRecord } from "./source";

/** A region whose keys may be missing where the schema refused them. */
export type DraftRegion = Readonly<Partial<RegionConfig>> & { readonly name: string };

/** An entry of a list, with its place in the file's list. */
export interface Entry<T> {
  readonly index: number;
  readonly value: T;
}

export interface Draft {
  readonly shared: Readonly<Partial<Shared>>;
  /** By name; undefined where the class is declared but ill-formed. Undefined as a whole where nothing could be read. */
  readonly dataClasses: ReadonlyMap<string, DataClass | undefined> | undefined;
  readonly edges: readonly Entry<ReplicationEdge>[];
  readonly links: readonly Entry<MeshLink>[];
  /** Sorted by number as far as numbers are known. */
  readonly regions: readonly DraftRegion[];
  /** Every region that has a stack file, readable or not. */
  readonly names: ReadonlySet<string>;
}

/** The keys of an object that pass, each judged on its own. */
function salvage<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  raw: unknown,
): Partial<z.infer<z.ZodObject<Shape>>> {
  const given = isRecord(raw) ? raw : {};
  const sound: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const result = (field as z.ZodType).safeParse(given[key]);
    if (result.success && result.data !== undefined) sound[key] = result.data;
  }
  return sound as Partial<z.infer<z.ZodObject<Shape>>>;
}

function salvageList<T>(schema: z.ZodType<T>, raw: unknown): Entry<T>[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((item: unknown, index) => {
    const result = schema.safeParse(item);
    return result.success ? [{ index, value: result.data }] : [];
  });
}

export function salvageRegion(raw: unknown): Partial<RegionConfig> {
  return salvage(regionSchema, raw);
}

const entries = <T>(list: readonly T[]): Entry<T>[] => list.map((value, index) => ({ index, value }));

/** The shared part of a draft; `raw` is looked at only where `parsed` is undefined. */
export function draftShared(
  parsed: Shared | undefined,
  raw: unknown,
): Pick<Draft, "shared" | "dataClasses" | "edges" | "links"> {
  if (parsed) {
    const { dataClasses, replication, mesh } = parsed;
    return {
      shared: parsed,
      dataClasses: new Map(Object.entries(dataClasses)),
      edges: entries(replication),
      links: entries(mesh.links),
    };
  }
  const given = isRecord(raw) ? raw : {};
  const classes = isRecord(given.dataClasses) ? Object.entries(given.dataClasses) : undefined;
  return {
    shared: salvage(sharedSchema, raw),
    dataClasses: classes && new Map(classes.map(([name, value]) => [name, dataClassSchema.safeParse(value).data])),
    edges: salvageList(edgeSchema, given.replication),
    links: salvageList(linkSchema, isRecord(given.mesh) ? given.mesh.links : undefined),
  };
}
