/** What every part of the mesh of a region on Alibaba Cloud needs to know of where it stands. */
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../plan/naming";
import type { Region } from "../../../topology/schema";
import type { AlicloudNetwork } from "../../network/alicloud";
import type { MeshArgs } from "../contract";

export interface MeshSite {
  readonly naming: Naming;
  readonly region: Region;
  readonly given: MeshArgs & { readonly network: AlicloudNetwork };
  /** Options of a child: under the component, with its provider. */
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** Of what can not stand beside its replacement. */
export const deleteFirst = { deleteBeforeReplace: true } as const;

/** A block as part of a name: `10-1-0-0-16`. */
export const blockName = (cidr: string): string => cidr.replace(/[./]/g, "-");
