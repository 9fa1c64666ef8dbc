/** How pods know that the stores are the stores: their authorities' certificates as files. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { images } from "../../plan/images";
import type { NamespacePurpose } from "../../plan/workloads";
import { imageIn } from "./charts";
import type { Scope } from "./scope";
import { restrictedContainer } from "./security";

type Store = "database" | "cache";

const folderOf = (store: Store) => `/var/run/meridian/${store}`;
const file = "server-ca.pem";
export const databaseCaFile = `${folderOf("database")}/${file}`;

/** User of the Postgres image, by which its tools know themselves. */
export const postgresUser = 70;

export interface Trust {
  /** PEM. Without it the authority is one that every system's trust store has. */
  readonly file?: string;
  readonly volumes: readonly core.v1.Volume[];
  readonly mounts: readonly core.v1.VolumeMount[];
  readonly initContainers: readonly core.v1.Container[];
  readonly dependsOn: readonly pulumi.Resource[];
}

const nothingMore = { volumes: [], mounts: [], initContainers: [], dependsOn: [] } as const satisfies Trust;

/** One for all pods of a namespace. */
export function trustDatabase(scope: Scope, namespace: NamespacePurpose): Trust {
  const { args, integration } = scope;
  const { serverCa } = args.database;
  return integration.database.serverCa === "certificate"
    ? given(scope, namespace, "database", serverCa)
    : fetched(scope, integration.database.serverCa);
}

/** One for all pods of a namespace, which trust the database too. */
export function trustCache(scope: Scope, namespace: NamespacePurpose): Trust {
  const { serverCa } = scope.args.cache;
  if (serverCa === undefined) return nothingMore;
  return serverCa === "database"
    ? { ...nothingMore, file: databaseCaFile }
    : given(scope, namespace, "cache", serverCa);
}

const mounted = (store: Store) => ({
  file: `${folderOf(store)}/${file}`,
  mounts: [{ name: `${store}-ca`, mountPath: folderOf(store), readOnly: true }],
});

function given(scope: Scope, namespace: NamespacePurpose, store: Store, certificate: pulumi.Output<string>): Trust {
  const metadata = scope.metadata(namespace, `${store}-ca`);
  const configMap = new ConfigMap(
    scope.name(`${store}-ca-${namespace}`),
    { metadata, data: { [file]: certificate } },
    scope.child({ dependsOn: scope.inside(namespace) }),
  );
  return {
    ...mounted(store),
    volumes: [{ name: `${store}-ca`, configMap: { name: metadata.name } }],
    initContainers: [],
    dependsOn: [configMap],
  };
}

const folder = folderOf("database");

/** Files on the way to being the bundle. What stands in an archive besides is for other programs. */
const fetchedFile = `${folder}/fetched`;
const take: Readonly<Record<"address" | "archive", string>> = {
  address: `mv "${fetchedFile}" "${databaseCaFile}"`,
  archive: `unzip -p "${fetchedFile}" "*.pem" > "${fetchedFile}.pem"; mv "${fetchedFile}.pem" "${databaseCaFile}"`,
};

/** A pod that starts again after its node did has the bundle still, and goes without whoever publishes it. */
const fetching = (from: "address" | "archive"): string =>
  `test -s "${databaseCaFile}" && exit; until wget -q -T 10 -O "${fetchedFile}" "$SERVER_CA"; do sleep 2; done; ${take[from]}`;

/** The bundle is fetched when a pod starts, as the cloud renews it. */
function fetched({ args }: Scope, from: "address" | "archive"): Trust {
  return {
    ...mounted("database"),
    volumes: [{ name: "database-ca", emptyDir: { sizeLimit: "4Mi" } }],
    initContainers: [
      {
        name: "database-ca",
        image: imageIn(args.registry, images.postgres),
        command: ["sh", "-ec"],
        args: [fetching(from)],
        env: [{ name: "SERVER_CA", value: args.database.serverCa }],
        securityContext: restrictedContainer,
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
        volumeMounts: [{ name: "database-ca", mountPath: folder }],
      },
    ],
    dependsOn: [],
  };
}
