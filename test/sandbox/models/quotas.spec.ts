/** 200 regions' worth of networks in one account: each cloud says where it ends. */
import { expect, it } from "vitest";
import { alicloud } from "../../../sandbox/models/alicloud/index";
import { aws } from "../../../sandbox/models/aws/index";
import { gcp } from "../../../sandbox/models/gcp/index";
import { driver } from "../core/harness";

const project = "meridian-eu";
const subjects = [
  {
    model: aws,
    at: { account: "111122223333", region: "us-east-1" },
    type: "aws:ec2/vpc:Vpc",
    inputs: (number: number) => ({ cidrBlock: `10.${number}.0.0/16` }),
    says: /VpcLimitExceeded.* \(5 in account 111122223333, us-east-1\)/,
  },
  {
    model: alicloud,
    at: { account: "1000000000000001", region: "cn-hangzhou" },
    type: "alicloud:vpc/network:Network",
    inputs: (number: number) => ({ cidrBlock: `10.${number}.0.0/16` }),
    says: /QuotaExceeded\.Vpc.* \(10 in account 1000000000000001, cn-hangzhou\)/,
  },
  {
    model: gcp,
    at: { account: project, region: "europe-west3" },
    type: "gcp:compute/network:Network",
    inputs: (number: number) => ({ name: `vpc-${number}`, project, autoCreateSubnetworks: false }),
    says: /QUOTA_EXCEEDED: Quota 'NETWORKS' exceeded.* \(5 in account meridian-eu\)/,
  },
];

it.each(subjects)("$model.name", ({ model, at, type, inputs, says }) => {
  const cloud = driver(model, at);
  if (model === gcp)
    cloud.make("gcp:projects/service:Service", "compute", { project, service: "compute.googleapis.com" });
  const all = () => {
    for (let number = 1; number <= 200; number += 1) cloud.make(type, `vpc-${number}`, inputs(number));
  };
  expect(all).toThrow(says);
});
