/** keepalived's configuration: one gateway of the region is active and carries the VPC's routes to the other regions. */
import type { Gateway } from "..";
import { config, libraryDirectory, type RenderedFile, runDirectory } from "./file";

/** Seconds between two advertisements; three lost ones make the next gateway active. */
const advertisement = 0.5;
/** The first gateway starts at 200, each further one 10 lower; one without a tunnel loses 100. */
const highest = 200;
const step = 10;
const withoutTunnels = 100;

export function keepalivedFile({
  index,
  number,
  region,
  vpcAddress,
  activeAddress,
  siblings,
  name,
}: Gateway): RenderedFile {
  return config("/etc/keepalived/keepalived.conf", [
    `# The network card's name: $NIC`,
    `include ${runDirectory}/keepalived-interface.conf`,
    "global_defs {",
    `  router_id ${name}`,
    "  enable_script_security",
    "  script_user root",
    "  vrrp_version 3",
    "}",
    "",
    "vrrp_script mesh_alive {",
    `  script "${libraryDirectory}/mesh-alive"`,
    "  interval 1",
    "  timeout 1",
    "  fall 2",
    "  rise 2",
    `  weight -${withoutTunnels}`,
    "}",
    "",
    `vrrp_instance ${region.replaceAll("-", "_")} {`,
    "  state BACKUP",
    "  interface $NIC",
    `  virtual_router_id ${number}`,
    `  priority ${highest - step * (index - 1)}`,
    `  advert_int ${advertisement}`,
    `  unicast_src_ip ${vpcAddress}`,
    "  unicast_peer {",
    ...siblings.map(({ endpoint }) => `    ${endpoint}`),
    "  }",
    `  virtual_ipaddress { ${activeAddress}/32 dev lo }`,
    "  track_script { mesh_alive }",
    `  notify_master "${libraryDirectory}/activate"`,
    `  notify_backup "${libraryDirectory}/deactivate"`,
    `  notify_fault "${libraryDirectory}/deactivate"`,
    "}",
  ]);
}
