/** A region's buckets on AWS. Pages followed and traps: docs/clouds/aws.md. */
import { BucketReplicationConfig } from "@pulumi/aws/s3/bucketReplicationConfig";
import * as pulumi from "@pulumi/pulumi";
import { naming } from "../../plan/naming";
import type { ObjectEdge } from "../../plan/replication";
import { type BucketPlan, bucketPurposes } from "../../plan/storage";
import { createRole, type GrantedRole } from "../aws/roles";
import { type Site, siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { aliasName } from "../keys/aws/alias";
import { AwsBuckets } from "./aws/buckets";
import { bucketArn, bucketName, replicationPurpose, replicationRoleArn } from "./aws/names";
import { reachable } from "./aws/peers";
import { type FarKey, type Origins, replicationGrants, replicationTrust } from "./aws/policies";
import { copyRule, edgeRule } from "./aws/rules";
import type { Storage, StorageArgs } from "./contract";

const isNative = ({ mechanism }: ObjectEdge) => mechanism === "native";

export class AwsStorage extends Component implements Storage {
  readonly buckets: Storage["buckets"];
  readonly waiting: Storage["waiting"];

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly args: StorageArgs,
  ) {
    super("meridian:storage:AwsStorage", context.region.name, provider);
    const { plans, keys, dr } = args;
    const site = siteOf(context, context.region.name, (opts) => this.child(opts));
    const outgoing = args.outgoing.filter(isNative);

    const home = new AwsBuckets(
      context,
      provider,
      { site: "home", plans, key: keys.keys.storage, originsOf: (plan) => this.originsOf(plan) },
      { parent: this },
    );
    const copies = new AwsBuckets(
      context,
      dr.provider,
      {
        site: "dr",
        // The copies' accesses are logged beside them: S3 takes logs to no other location.
        plans: plans.filter(({ copiedToDr, logged }) => copiedToDr || !logged),
        key: dr.keys.keys.storage,
        originsOf: (plan) => new Map([[replicationRoleArn(context.naming, context.region, plan), [""]]]),
      },
      { parent: this },
    );
    const found = reachable(context, outgoing, { parent: this, provider });
    const rules = plans.map((plan) => this.replicate(site, plan, home, copies, found));

    this.waiting = found.apply((there) => outgoing.filter((edge) => !there.includes(edge)));
    this.buckets = Object.fromEntries(
      bucketPurposes.map((purpose) => {
        const { name, arn } = home.of(purpose);
        return [purpose, { name, id: arn }];
      }),
    ) as Storage["buckets"];
    this.registerOutputs({ buckets: this.buckets, waiting: this.waiting, rules: pulumi.all(rules) });
  }

  /** The peers whose edges end in a bucket, and where in it. */
  private originsOf({ purpose, slug }: BucketPlan): Origins {
    const { shared } = this.context;
    const origins = new Map<string, string[]>();
    for (const { bucket, prefix, from } of this.args.incoming.filter(isNative)) {
      if (bucket !== purpose) continue;
      const role = replicationRoleArn(naming(shared, from), from, { slug });
      origins.set(role, [...(origins.get(role) ?? []), prefix]);
    }
    return origins;
  }

  /** The one set of rules that a bucket can have: to its copy, and to peers that are there. Answers how many there are. */
  private replicate(
    site: Site,
    plan: BucketPlan,
    home: AwsBuckets,
    copies: AwsBuckets,
    found: pulumi.Output<readonly ObjectEdge[]>,
  ): pulumi.Output<number> {
    const edges = this.args.outgoing.filter((edge) => isNative(edge) && edge.bucket === plan.purpose);
    if (edges.length === 0 && !plan.copiedToDr) return pulumi.output(0);
    const { shared } = this.context;
    const source = home.of(plan.purpose);
    const copy = plan.copiedToDr ? copies.of(plan.purpose) : undefined;
    const role = this.role(site, plan, edges);
    const toCopy = copy ? [copyRule(copy.arn, this.args.dr.keys.keys.storage)] : [];
    const toPeers = (there: readonly ObjectEdge[]) =>
      edges.flatMap((edge, index) => (there.includes(edge) ? [edgeRule(shared, edge, index)] : []));
    const configure = (rules: ConstructorParameters<typeof BucketReplicationConfig>[1]["rules"]) =>
      new BucketReplicationConfig(
        site.child(plan.slug),
        { bucket: source.name, role: role.arn, rules },
        site.options({ dependsOn: [...role.grants, source.last, ...(copy ? [copy.last] : [])] }),
      );
    if (copy) {
      const rules = found.apply((there) => [...toCopy, ...toPeers(there)]);
      configure(rules);
      return rules.apply(({ length }) => length);
    }
    // In here, for whether there is a rule to make hangs on what the far locations answer.
    return found.apply((there) => {
      const rules = toPeers(there);
      if (rules.length > 0) configure(rules);
      return rules.length;
    });
  }

  private role(site: Site, plan: BucketPlan, edges: readonly ObjectEdge[]): GrantedRole {
    const { region, shared } = this.context;
    const { keys, dr } = this.args;
    const copy = bucketName(site.naming, plan, "dr");
    const targets = [
      ...(plan.copiedToDr ? [`${bucketArn(region, copy)}/*`] : []),
      ...edges.map(({ to, toBucket, prefix }) => `${bucketArn(to, toBucket)}/${prefix}*`),
    ];
    const peers = [...new Map(edges.map(({ to }) => [to.name, to])).values()];
    const inline = pulumi.all([keys.keys.storage, dr.keys.keys.storage]).apply(([key, drKey]) => {
      const far: FarKey[] = [
        ...(plan.copiedToDr ? [{ location: region.drLocation, arn: drKey }] : []),
        ...peers.map((to) => ({ location: to.location, alias: aliasName(naming(shared, to), "home", "storage") })),
      ];
      const source = {
        location: region.location,
        bucket: bucketArn(region, bucketName(site.naming, plan, "home")),
        key,
        locked: plan.lockDays !== undefined,
      };
      return replicationGrants({ account: region.account, source, targets, keys: far });
    });
    return createRole(site, replicationPurpose(plan), replicationTrust, { inline });
  }
}
