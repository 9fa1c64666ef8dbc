/** What is made inside an instance from outside: the administrator and the database. */
import { Database } from "@pulumi/alicloud/rds/database";
import type { Instance } from "@pulumi/alicloud/rds/instance";
import { RdsAccount } from "@pulumi/alicloud/rds/rdsAccount";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";

/** Names such as `administrator` and `admin` are RDS's own. */
export const administratorOf = ({ name }: DatabasePlan): string => `${name}_admin`;

export interface Contents {
  readonly administrator: RdsAccount;
  readonly database: Database;
}

/** The first privileged account owns the databases that are made after it. */
export function createContents(
  name: string,
  instance: Instance,
  plan: DatabasePlan,
  password: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): Contents {
  const administrator = new RdsAccount(
    name,
    {
      dbInstanceId: instance.id,
      accountName: administratorOf(plan),
      accountType: "Super",
      accountPassword: password,
    },
    opts,
  );
  const database = new Database(
    name,
    { instanceId: instance.id, dataBaseName: plan.name, characterSet: "UTF8,C,en_US.utf8" },
    { ...opts, dependsOn: [administrator] },
  );
  return { administrator, database };
}
