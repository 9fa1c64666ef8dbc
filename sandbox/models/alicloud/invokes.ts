/** Functions that programs call. */
import { findLocation, locationsOf } from "../../../src/facts/locations";
import { boolean, type InvokeModel, string } from "../../core/model";
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

export const invokes: readonly InvokeModel[] = [getZones, getAccount, getRegions];
