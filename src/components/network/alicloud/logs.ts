/** Flow logs of the whole VPC, in a log store of the region, under its key, that keeps them as long as the law wants. */
import { Project, Store, StoreIndex } from "@pulumi/alicloud/log";
import { FlowLog, type Network as Vpc } from "@pulumi/alicloud/vpc";
import type { Encryption } from "./log-encryption";
import { deleteFirst, type Scope } from "./scope";

/** Days. Log Service takes 1 to 3650, and 3650 keeps for ever (log.Store, retentionPeriod). */
const longestRetention = 3650;
/** Characters of a project's name. */
const projectNameLimit = 63;

export function createFlowLogs({ naming, plan, region, child }: Scope, vpc: Vpc, encryptConf: Encryption): FlowLog {
  // Names are taken all over the cloud; with the location in its name the new project can stand beside the old one.
  const projectName = naming.globalName(`network-${region}`, projectNameLimit);
  const project = new Project(
    naming.name("network"),
    { projectName, description: "Network logs.", tags: naming.tags },
    child(),
  );
  const store = new Store(
    naming.name("flow-logs"),
    {
      projectName: project.projectName,
      logstoreName: "vpc-flow-logs",
      retentionPeriod: Math.min(plan.flowLogRetentionDays, longestRetention),
      shardCount: 2,
      autoSplit: true,
      maxSplitShardCount: 64,
      enableWebTracking: false,
      encryptConf,
    },
    // Of its encryption Log Service changes nothing but whether it is on.
    child({ ...deleteFirst, replaceOnChanges: ["encryptConf"] }),
  );
  new StoreIndex(
    naming.name("flow-logs"),
    {
      project: project.projectName,
      logstore: store.logstoreName,
      fullText: { caseSensitive: false, includeChinese: false, token: ", '\";=()[]{}?@&<>/:\n\t\r" },
    },
    child(deleteFirst),
  );
  const name = naming.name("flow-logs");
  return new FlowLog(
    name,
    {
      flowLogName: name,
      resourceType: "VPC",
      resourceId: vpc.id,
      trafficType: "All",
      trafficPaths: ["all"],
      aggregationInterval: "10",
      projectName: project.projectName,
      logStoreName: store.logstoreName,
      status: "Active",
      tags: naming.tags,
    },
    child(deleteFirst),
  );
}
