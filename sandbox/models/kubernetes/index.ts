/** A Kubernetes cluster in the sandbox: as much as shows that the protocol carries it. */
import type { PackageModel } from "../../core/model";
import { configMap, namespace } from "./core";
import { provider } from "./provider";

export const kubernetes: PackageModel = {
  name: "kubernetes",
  version: "4.34.2",
  provider,
  resources: [namespace, configMap],
  invokes: [],
};
