/** What every part of the storage of a region on Google Cloud needs to know of where it stands. */
import type * as pulumi from "@pulumi/pulumi";
import type { ApiScope } from "../../gcp/apis";
import type { Suffixes } from "../../gcp/suffix";

export interface TransferScope extends ApiScope {
  readonly location: string;
  /** Resource name of the key of messages; it resolves once Pub/Sub may use it. */
  readonly key: pulumi.Output<string>;
  /** Members of IAM policies: the agents of Cloud Storage and of Storage Transfer in this project. */
  readonly agents: { readonly storage: pulumi.Output<string>; readonly transfer: pulumi.Output<string> };
  /** Names of transfer jobs stay taken after them. */
  readonly suffixes: Suffixes;
}
