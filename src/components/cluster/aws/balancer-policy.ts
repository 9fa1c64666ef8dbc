/**
 * What AWS Load Balancer Controller may do: `docs/install/iam_policy.json` of its release 3.1, statement by statement, with
 * the location in the ARNs. Not taken over: certificates of IAM, Cognito, WAF and Shield, which no load balancer here uses
 * (the controller has to run with `enableWaf`, `enableWafv2` and `enableShield` off). Pure.
 */
import { type Conditions, type PolicyDocument, policy, type Statement } from "../../aws/policy";
import { partitionOf } from "../../network/aws/partition";

const clusterTag = "elbv2.k8s.aws/cluster";
const isOurs: Conditions = { Null: { [`aws:ResourceTag/${clusterTag}`]: "false" } };
const becomesOurs: Conditions = { Null: { [`aws:RequestTag/${clusterTag}`]: "false" } };
/** Already ours, and the request does not say whose it is to be. */
const staysOurs: Conditions = {
  Null: { [`aws:RequestTag/${clusterTag}`]: "true", [`aws:ResourceTag/${clusterTag}`]: "false" },
};

const allow = (
  sid: string,
  actions: readonly string[],
  resource: string | readonly string[] = "*",
  condition?: Conditions,
): Statement => ({
  Sid: sid,
  Effect: "Allow",
  Action: actions,
  Resource: resource,
  ...(condition && { Condition: condition }),
});

const elb = (...actions: string[]) => actions.map((action) => `elasticloadbalancing:${action}`);
const ec2 = (...actions: string[]) => actions.map((action) => `ec2:${action}`);

export function balancerPolicy({ location, account }: { location: string; account: string }): PolicyDocument {
  const arn = (service: string, rest: string) =>
    `arn:${partitionOf(location)}:${service}:${location}:${account}:${rest}`;
  const balancers = ["targetgroup/*/*", "loadbalancer/net/*/*", "loadbalancer/app/*/*"].map((rest) =>
    arn("elasticloadbalancing", rest),
  );
  const listeners = ["listener/net", "listener/app", "listener-rule/net", "listener-rule/app"].map((rest) =>
    arn("elasticloadbalancing", `${rest}/*/*/*`),
  );
  const groups = arn("ec2", "security-group/*");
  return policy(
    allow("ServiceRole", ["iam:CreateServiceLinkedRole"], "*", {
      StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" },
    }),
    allow("Look", [
      ...ec2(
        "DescribeAccountAttributes",
        "DescribeAddresses",
        "DescribeAvailabilityZones",
        "DescribeInternetGateways",
        "DescribeVpcs",
        "DescribeVpcPeeringConnections",
        "DescribeSubnets",
        "DescribeSecurityGroups",
        "DescribeInstances",
        "DescribeNetworkInterfaces",
        "DescribeTags",
        "GetCoipPoolUsage",
        "DescribeCoipPools",
        "GetSecurityGroupsForVpc",
        "DescribeIpamPools",
        "DescribeRouteTables",
      ),
      ...elb(
        "DescribeLoadBalancers",
        "DescribeLoadBalancerAttributes",
        "DescribeListeners",
        "DescribeListenerCertificates",
        "DescribeSSLPolicies",
        "DescribeRules",
        "DescribeTargetGroups",
        "DescribeTargetGroupAttributes",
        "DescribeTargetHealth",
        "DescribeTags",
        "DescribeTrustStores",
        "DescribeListenerAttributes",
        "DescribeCapacityReservation",
      ),
      "acm:ListCertificates",
      "acm:DescribeCertificate",
    ]),
    allow("OpenGroups", ec2("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "CreateSecurityGroup")),
    allow("TagNewGroups", ec2("CreateTags"), groups, {
      StringEquals: { "ec2:CreateAction": "CreateSecurityGroup" },
      ...becomesOurs,
    }),
    allow("TagGroups", ec2("CreateTags", "DeleteTags"), groups, staysOurs),
    allow("DropGroups", ec2("DeleteSecurityGroup"), "*", isOurs),
    allow("Create", elb("CreateLoadBalancer", "CreateTargetGroup"), "*", becomesOurs),
    allow("Listen", elb("CreateListener", "DeleteListener", "CreateRule", "DeleteRule")),
    allow("Tag", elb("AddTags", "RemoveTags"), balancers, staysOurs),
    allow("TagListeners", elb("AddTags", "RemoveTags"), listeners),
    allow("TagNew", elb("AddTags"), balancers, {
      StringEquals: { "elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"] },
      ...becomesOurs,
    }),
    allow(
      "Change",
      elb(
        "ModifyLoadBalancerAttributes",
        "SetIpAddressType",
        "SetSecurityGroups",
        "SetSubnets",
        "DeleteLoadBalancer",
        "ModifyTargetGroup",
        "ModifyTargetGroupAttributes",
        "DeleteTargetGroup",
        "ModifyListenerAttributes",
        "ModifyCapacityReservation",
        "ModifyIpPools",
      ),
      "*",
      isOurs,
    ),
    allow("Register", elb("RegisterTargets", "DeregisterTargets"), arn("elasticloadbalancing", "targetgroup/*/*")),
    allow(
      "ChangeListeners",
      elb("ModifyListener", "AddListenerCertificates", "RemoveListenerCertificates", "ModifyRule", "SetRulePriorities"),
    ),
  );
}
