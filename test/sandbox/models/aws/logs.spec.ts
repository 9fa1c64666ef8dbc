/** What AWS would refuse of flow logs, roles and log groups, in AWS's own words. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { driver } from "../../core/harness";
import { account, inAccount, region } from "./account";

let { world, cloud, vpc } = inAccount();
beforeEach(() => {
  ({ world, cloud, vpc } = inAccount());
});

describe("flow logs, roles and log groups", () => {
  const trust = (service: string) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }] });
  const roleFor = (name: string, service = "vpc-flow-logs.amazonaws.com") =>
    cloud.make(types.role, name, { name, assumeRolePolicy: trust(service) });
  const groupOf = (name: string) => cloud.make(types.logGroup, name, { name, retentionInDays: 365 });
  const logs = (name: string, more: Properties) =>
    cloud.make(types.flowLog, name, { vpcId: vpc.id, trafficType: "ALL", ...more });

  it("delivers to a log group with a role that the service may take", () => {
    const logDestination = String(groupOf("/flow").state.arn);
    expect(() => logs("a", { logDestination })).toThrow(/DeliverLogsPermissionArn/);
    const stranger = roleFor("stranger", "ec2.amazonaws.com");
    expect(() => logs("b", { logDestination, iamRoleArn: String(stranger.state.arn) })).toThrow(/Unable to assume/);
    const iamRoleArn = String(roleFor("flow").state.arn);
    expect(iamRoleArn).toBe(`arn:aws:iam::${account}:role/flow`);
    const made = logs("c", { logDestination, iamRoleArn });
    expect(() => logs("d", { logDestination, iamRoleArn })).toThrow(/FlowLogAlreadyExists/);
    expect(cloud.diff(made, { ...made.inputs, maxAggregationInterval: 60 })).toMatchObject({
      replaces: ["maxAggregationInterval"],
      deleteBeforeReplace: true,
    });
  });

  it("keeps logs for the days CloudWatch has", () => {
    expect(cloud.failures(types.logGroup, { name: "/flow", retentionInDays: 200 })).toHaveLength(1);
    const group = groupOf("/flow");
    expect(group.id).toBe("/flow");
    expect(group.state.arn).toBe(`arn:aws:logs:${region}:${account}:log-group:/flow`);
    expect(() => cloud.make(types.logGroup, "twin", { name: "/flow" })).toThrow(/ResourceAlreadyExistsException/);
    const kept = cloud.change(group, { ...group.inputs, deletionProtectionEnabled: true });
    expect(() => cloud.destroy(kept)).toThrow(/deletion protection/);
  });

  it("encrypts logs with a key of its region that lets CloudWatch Logs use it", () => {
    const policy = (service: string) =>
      JSON.stringify({
        Statement: [
          { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" },
          { Effect: "Allow", Principal: { Service: service }, Action: "kms:GenerateDataKey*", Resource: "*" },
        ],
      });
    const keyFor = (name: string, service: string, more: Properties = {}) =>
      String(cloud.make(types.key, name, { policy: policy(service), ...more }).state.arn);
    const group = (name: string, kmsKeyId: string) => cloud.make(types.logGroup, name, { name, kmsKeyId });
    expect(() => group("/a", keyFor("s3", "s3.amazonaws.com"))).toThrow(/is not allowed to be used/);
    expect(() => group("/b", keyFor("abroad", `logs.${region}.amazonaws.com`, { region: "us-east-1" }))).toThrow(
      /there is one in .*us-east-1/,
    );
    expect(group("/c", keyFor("logs", `logs.${region}.amazonaws.com`)).id).toBe("/c");
  });

  it("wants a role's name once in the account, over all regions", () => {
    roleFor("flow");
    const elsewhere = driver(aws, { account, region: "us-east-1" }, world, "other");
    const inputs = { name: "flow", assumeRolePolicy: trust("ec2.amazonaws.com") };
    expect(() => elsewhere.make(types.role, "twin", inputs)).toThrow(/EntityAlreadyExists/);
    expect(cloud.failures(types.role, { ...inputs, name: "r".repeat(65) })).toHaveLength(1);
  });

  it("tells a trust policy from a permission policy, and compares both by meaning", () => {
    const permission = { Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" }] };
    expect(cloud.failures(types.role, { assumeRolePolicy: JSON.stringify(permission) })).toEqual([
      expect.stringMatching(/MalformedPolicyDocument: Missing required field Principal/),
    ]);
    const role = roleFor("flow");
    expect(cloud.failures(types.rolePolicy, { role: role.id, policy: trust("x") })).toEqual([
      expect.stringMatching(/should not specify a principal/),
    ]);
    const policy = cloud.make(types.rolePolicy, "p", { role: role.id, name: "p", policy: JSON.stringify(permission) });
    expect(policy.id).toBe("flow:p");
    expect(cloud.diff(policy, { ...policy.inputs, policy: JSON.stringify(permission, null, 2) }).changes).toEqual([]);
    expect(() => cloud.destroy(role)).toThrow(/DependencyViolation/);
  });
});
