/** Functions that a program may ask Google Cloud. */
import { createHash } from "node:crypto";
import { findLocation } from "../../../src/facts/locations";
import { type InvokeModel, string } from "../../core/model";
import { projectId, text } from "./common";

const docs = (page: string) =>
  `https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/${page}`;

/** Twelve digits, always the same for a project id. */
function projectNumber(project: string): string {
  const number = BigInt(`0x${createHash("sha256").update(project).digest("hex").slice(0, 16)}`) % 900_000_000_000n;
  return String(number + 100_000_000_000n);
}

export const getZones: InvokeModel = {
  token: "gcp:compute/getZones:getZones",
  docs: docs("compute_zones"),
  inputs: {
    project: string({ pattern: projectId }),
    region: string(),
    status: string({ oneOf: ["UP", "DOWN"] }),
  },
  answer: ({ inputs, placement, region }) => {
    const project = text(inputs.project) ?? placement.account;
    const zones = inputs.status === "DOWN" ? [] : (findLocation("gcp", region)?.zones ?? []);
    return {
      id: `projects/${project}/regions/${region}`,
      project,
      region,
      names: zones,
      ...(inputs.status && { status: inputs.status }),
    };
  },
};

export const getProject: InvokeModel = {
  token: "gcp:organizations/getProject:getProject",
  docs: docs("project"),
  inputs: { projectId: string({ pattern: projectId }) },
  answer: ({ inputs, placement }) => {
    const project = text(inputs.projectId) ?? placement.account;
    return {
      id: `projects/${project}`,
      projectId: project,
      name: project,
      number: projectNumber(project),
      orgId: "",
      folderId: "",
      billingAccount: "",
      autoCreateNetwork: true,
      deletionPolicy: "PREVENT",
      labels: {},
      effectiveLabels: {},
      pulumiLabels: {},
      tags: {},
    };
  },
};

export const getClientConfig: InvokeModel = {
  token: "gcp:organizations/getClientConfig:getClientConfig",
  docs: docs("client_config"),
  inputs: {},
  answer: ({ placement: { account, region } }) => ({
    id: `projects/${account}/regions/${region}/zones/`,
    project: account,
    region,
    zone: "",
    accessToken: "sandbox",
    defaultLabels: {},
  }),
};
