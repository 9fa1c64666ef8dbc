/** IAM documents of the cluster. Pure. */
import { type PolicyDocument, policy } from "../../aws/policy";
import { addonRepositories } from "./images";

/** Nodes are EC2 instances. */
export const nodeTrust: PolicyDocument = policy({
  Sid: "Nodes",
  Effect: "Allow",
  Principal: { Service: "ec2.amazonaws.com" },
  Action: "sts:AssumeRole",
});

/** The control plane's use of the key that envelopes secrets. */
export function envelopePolicy(keyArn: string): PolicyDocument {
  return policy({
    Sid: "Envelope",
    Effect: "Allow",
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
    Resource: keyArn,
  });
}

const pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * What nodes may pull: the region's own registry, and EKS's add-ons from AWS's registry in the same location. An upstream
 * image that is not there yet is imported on the first pull, by whoever pulls.
 */
export function pullPolicy(registry: string, location: string): PolicyDocument {
  const own = [registry, `${registry}/*`];
  return policy(
    { Sid: "LogIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    { Sid: "Pull", Effect: "Allow", Action: pull, Resource: [...own, addonRepositories(location)] },
    {
      Sid: "PullThrough",
      Effect: "Allow",
      Action: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
      Resource: own,
    },
  );
}

/** Volumes under a customer key: EC2 works on with a grant after the driver has asked. */
export function volumePolicy(keyArn: string, location: string): PolicyDocument {
  const via = { StringEquals: { "kms:ViaService": `ec2.${location}.amazonaws.com` } };
  return policy(
    {
      Sid: "VolumeKey",
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: keyArn,
      Condition: via,
    },
    {
      Sid: "VolumeGrants",
      Effect: "Allow",
      Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
      Resource: keyArn,
      Condition: { ...via, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  );
}

/** Cluster Autoscaler, "Full Cluster Autoscaler Features Policy": it changes this cluster's groups and no other. */
export function autoscalerPolicy(cluster: string): PolicyDocument {
  return policy(
    {
      Sid: "Look",
      Effect: "Allow",
      Action: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "autoscaling:DescribeTags",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
        "eks:DescribeNodegroup",
      ],
      Resource: "*",
    },
    {
      Sid: "Scale",
      Effect: "Allow",
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: "*",
      // EKS puts the tag on the groups behind its node groups.
      Condition: { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${cluster}`]: "owned" } },
    },
  );
}
