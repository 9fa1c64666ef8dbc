/** Functions that programs call. */

import { createHash } from "node:crypto";
import { findLocation, locationsOf } from "../../../src/facts/locations";
import { boolean, type InvokeModel, integer, string } from "../../core/model";
import { ackClusterType } from "./ack";
import { ackVersions } from "./ack-rules";
import { text } from "./fields";

const dataPage = (name: string): string =>
  `https://registry.terraform.io/providers/aliyun/alicloud/latest/docs/data-sources/${name}`;
const creations = ["Instance", "Disk", "VSwitch", "KVStore", "FunctionCompute", "Elasticsearch", "Slb"];

const getZones: InvokeModel = {
  token: "alicloud:index/getZones:getZones",
  docs: dataPage("zones"),
  inputs: {
    availableDiskCategory: string(),
    availableInstanceType: string(),
    availableResourceCreation: string({ oneOf: [...creations, "Rds"] }),
    availableSlbAddressIpVersion: string({ oneOf: ["ipv4", "ipv6"] }),
    availableSlbAddressType: string({ oneOf: ["vpc", "classic_internet", "classic_intranet"] }),
    enableDetails: boolean({ default: false }),
    instanceChargeType: string({ oneOf: ["PrePaid", "PostPaid"], default: "PostPaid" }),
    multi: boolean({ default: false }),
    networkType: string({ oneOf: ["Classic", "Vpc"] }),
    outputFile: string(),
    spotStrategy: string({ default: "NoSpot" }),
  },
  answer: ({ inputs, region }) => {
    const ids = [...(findLocation("alicloud", region)?.zones ?? [])];
    return {
      ...inputs,
      id: `zones-${region}`,
      ids,
      zones: ids.map((id) => ({
        id,
        localName: id,
        availableDiskCategories: ["cloud_essd", "cloud_efficiency"],
        availableInstanceTypes: [],
        availableResourceCreations: creations,
        multiZoneIds: [],
        slbSlaveZoneIds: [],
      })),
    };
  },
};

const getAccount: InvokeModel = {
  token: "alicloud:index/getAccount:getAccount",
  docs: dataPage("account"),
  inputs: {},
  answer: ({ placement }) => ({ id: placement.account }),
};

const getRegions: InvokeModel = {
  token: "alicloud:index/getRegions:getRegions",
  docs: dataPage("regions"),
  inputs: { current: boolean({ default: false }), name: string(), outputFile: string() },
  answer: ({ inputs, region }) => {
    const wanted = text(inputs, "name") || (inputs.current === true ? region : "");
    const found = locationsOf("alicloud").filter(({ code }) => wanted === "" || code === wanted);
    return {
      ...inputs,
      id: `regions-${wanted}`,
      ids: found.map(({ code }) => code),
      regions: found.map(({ code, place }) => ({ id: code, regionId: code, localName: place })),
    };
  },
};

const getKubernetesVersion: InvokeModel = {
  token: "alicloud:cs/getKubernetesVersion:getKubernetesVersion",
  docs: dataPage("cs_kubernetes_version"),
  inputs: {
    clusterType: string({ required: true, oneOf: ["Kubernetes", "ManagedKubernetes"] }),
    kubernetesVersion: string(),
    profile: string({ oneOf: ["Default", "Serverless", "Edge", "Acs"] }),
  },
  answer: ({ inputs }) => ({
    ...inputs,
    id: "kubernetes-versions",
    metadatas: ackVersions()
      .filter((version) => inputs.kubernetesVersion === undefined || version === inputs.kubernetesVersion)
      .map((version) => ({ version, runtimes: [{ name: "containerd", version: "2.1.3" }] })),
  }),
};

/** The authority is drawn from the cluster's id, so that it is the same each time; the client's half is not asked for. */
const getClusterCredential: InvokeModel = {
  token: "alicloud:cs/getClusterCredential:getClusterCredential",
  docs: dataPage("cs_cluster_credential"),
  inputs: {
    clusterId: string({ required: true }),
    outputFile: string(),
    temporaryDurationMinutes: integer({ min: 15, max: 4320 }),
  },
  answer: ({ inputs, world }) => {
    const id = text(inputs, "clusterId");
    const cluster = world.find(ackClusterType, id);
    const pem = (kind: string, seed: string) =>
      Buffer.from(
        `-----BEGIN ${kind}-----\n${createHash("sha256").update(`${seed} ${id}`).digest("base64")}\n-----END ${kind}-----\n`,
      ).toString("base64");
    return {
      ...inputs,
      id,
      clusterName: cluster ? text(cluster.inputs, "name") : "",
      certificateAuthority: {
        clusterCert: cluster ? pem("CERTIFICATE", "authority") : "",
        clientCert: cluster ? pem("CERTIFICATE", "client") : "",
        clientKey: cluster ? pem("PRIVATE KEY", "client") : "",
      },
      expiration: "2024-01-01T00:15:00Z",
      kubeConfig: "",
    };
  },
};

export const invokes: readonly InvokeModel[] = [
  getZones,
  getAccount,
  getRegions,
  getKubernetesVersion,
  getClusterCredential,
];
