/** Who may use a cache: one user with a password. Valkey turns its nameless default user off where there is a group. */
import { User } from "@pulumi/aws/elasticache/user";
import { UserGroup } from "@pulumi/aws/elasticache/userGroup";
import type { Site } from "../../aws/site";
import type { GeneratedSecret } from "../../secrets/contract";

/** CreateUser, CreateUserGroup: 40 characters. */
const idLimit = 40;

export const userName = "service";

export function createUserGroup(site: Site, password: GeneratedSecret): UserGroup {
  const user = new User(
    site.child("cache"),
    {
      userId: site.naming.name("cache-service", idLimit),
      userName,
      engine: "valkey",
      accessString: "on ~* &* +@all",
      authenticationMode: { type: "password", passwords: [password.value] },
      tags: site.tags("cache-service"),
    },
    site.options(),
  );
  return new UserGroup(
    site.child("cache"),
    {
      userGroupId: site.naming.name("cache-users", idLimit),
      engine: "valkey",
      userIds: [user.userId],
      tags: site.tags("cache-users"),
    },
    site.options(),
  );
}
