/** How pods know that the database is the database: its CA's certificate as a file. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { images } from "../../plan/images";
import type { NamespacePurpose } from "../../plan/workloads";
import { imageIn } from "./charts";
import type { Scope } from "./scope";
import { restrictedContainer } from "./security";

const folder = "/var/run/meridian/database";
const file = "server-ca.pem";
export const serverCaFile = `${folder}/${file}`;

/** User of the Postgres image, by which its tools know themselves. */
export const postgresUser = 70;

export interface DatabaseTrust {
  readonly volumes: readonly core.v1.Volume[];
  readonly mounts: readonly core.v1.VolumeMount[];
  readonly initContainers: readonly core.v1.Container[];
  readonly dependsOn: readonly pulumi.Resource[];
}

/** One for all pods of a namespace. */
export function trustDatabase(scope: Scope, namespace: NamespacePurpose): DatabaseTrust {
  const { args, integration } = scope;
  const mounts = [{ name: "database-ca", mountPath: folder, readOnly: true }];
  if (integration.database.serverCa !== "certificate")
    return { ...fetched(scope, integration.database.serverCa), mounts };
  const metadata = scope.metadata(namespace, "database-ca");
  const configMap = new ConfigMap(
    scope.name(`database-ca-${namespace}`),
    { metadata, data: { [file]: args.database.serverCa } },
    scope.child({ dependsOn: scope.inside(namespace) }),
  );
  return {
    volumes: [{ name: "database-ca", configMap: { name: metadata.name } }],
    mounts,
    initContainers: [],
    dependsOn: [configMap],
  };
}

/** What stands in an archive besides is for other programs. */
const take: Readonly<Record<"address" | "archive", string>> = {
  address: `mv "${folder}/fetched" "${serverCaFile}"`,
  archive: `unzip -p "${folder}/fetched" "*.pem" > "${serverCaFile}"; rm "${folder}/fetched"`,
};

/** The bundle is fetched when a pod starts, as the cloud renews it. */
function fetched({ args }: Scope, from: "address" | "archive"): Omit<DatabaseTrust, "mounts"> {
  return {
    volumes: [{ name: "database-ca", emptyDir: { sizeLimit: "4Mi" } }],
    initContainers: [
      {
        name: "database-ca",
        image: imageIn(args.registry, images.postgres),
        command: ["sh", "-ec"],
        args: [`until wget -q -T 10 -O "${folder}/fetched" "$SERVER_CA"; do sleep 2; done; ${take[from]}`],
        env: [{ name: "SERVER_CA", value: args.database.serverCa }],
        securityContext: restrictedContainer,
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
        volumeMounts: [{ name: "database-ca", mountPath: folder }],
      },
    ],
    dependsOn: [],
  };
}
