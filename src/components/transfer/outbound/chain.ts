/** Lets a job's role on AWS take its role in another account: both accounts have to say so. */
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import type * as pulumi from "@pulumi/pulumi";
import { policy } from "../../aws/policy";
import { Component, type RegionContext } from "../../component";

export interface Chain {
  /** Part of the child's name. */
  readonly purpose: string;
  /** Name of the job's own role. */
  readonly role: string;
  /** ARN of the far role. */
  readonly assumes: string;
  /** What makes the job's own role. */
  readonly identity: pulumi.Resource;
}

export class AwsChain extends Component {
  constructor({ region }: RegionContext, provider: pulumi.ProviderResource, chains: readonly Chain[]) {
    super("meridian:transfer:AwsChain", region.name, provider);
    for (const { purpose, role, assumes, identity } of chains)
      new RolePolicy(
        `${region.name}-${purpose}`,
        {
          name: purpose,
          role,
          policy: JSON.stringify(
            policy({
              Sid: "FarRole",
              Effect: "Allow",
              Action: ["sts:AssumeRole", "sts:TagSession"],
              Resource: assumes,
            }),
          ),
        },
        this.child({ dependsOn: [identity], deleteBeforeReplace: true }),
      );
    this.registerOutputs({});
  }
}
