/** Functions that a program may ask Google Cloud. */
import { findLocation } from "../../../src/facts/locations";
import { type InvokeModel, type Properties, string } from "../../core/model";
import { agentOf, projectNumber } from "./agents";
import { projectId, text } from "./common";
import { bucketType } from "./storage";

const docs = (page: string) =>
  `https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/${page}`;

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

export const getProjectServiceAccount: InvokeModel = {
  token: "gcp:storage/getProjectServiceAccount:getProjectServiceAccount",
  docs: docs("storage_project_service_account"),
  inputs: { project: string({ pattern: projectId }), userProject: string({ pattern: projectId }) },
  answer: ({ inputs, placement }) => {
    const project = text(inputs.project) ?? placement.account;
    const emailAddress = agentOf("storage", project);
    return { id: emailAddress, project, emailAddress, member: `serviceAccount:${emailAddress}` };
  },
};

export const getProjectCmekSettings: InvokeModel = {
  token: "gcp:logging/getProjectCmekSettings:getProjectCmekSettings",
  docs: docs("logging_project_cmek_settings"),
  inputs: { project: string({ required: true, pattern: projectId }), kmsKeyName: string() },
  answer: ({ inputs, placement }) => {
    const project = text(inputs.project) ?? placement.account;
    return {
      id: `projects/${project}/cmekSettings`,
      name: `projects/${projectNumber(project)}/cmekSettings`,
      project,
      kmsKeyVersionName: "",
      serviceAccountId: agentOf("logging", project),
    };
  },
};

export const getTransferProjectServiceAccount: InvokeModel = {
  token: "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount",
  docs: docs("storage_transfer_project_service_account"),
  inputs: { project: string({ pattern: projectId }) },
  answer: ({ inputs, placement }) => {
    const project = text(inputs.project) ?? placement.account;
    const email = agentOf("storagetransfer", project);
    return { id: email, project, email, member: `serviceAccount:${email}`, subjectId: `1${projectNumber(project)}` };
  },
};

/** Buckets of any project: whoever runs a region may list those of its peers. */
export const getBuckets: InvokeModel = {
  token: "gcp:storage/getBuckets:getBuckets",
  docs: docs("storage_buckets"),
  inputs: { project: string({ pattern: projectId }), prefix: string() },
  answer: ({ inputs, placement, world }) => {
    const project = text(inputs.project) ?? placement.account;
    const prefix = text(inputs.prefix) ?? "";
    const there = world
      .objects(bucketType)
      .filter(({ id, placement: at }) => at.account === project && id.startsWith(prefix))
      .map(({ id, state }): Properties => {
        const { location = "", selfLink = "", storageClass = "", labels = {} } = state;
        return { name: id, labels, location, selfLink, storageClass };
      });
    return { id: project, project, ...(prefix && { prefix }), buckets: there };
  },
};
